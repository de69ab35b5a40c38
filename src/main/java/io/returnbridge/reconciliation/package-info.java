/** Compares what Reveni says, what our own records say, and what commercetools holds. */
@NullMarked
package io.returnbridge.reconciliation;

import org.jspecify.annotations.NullMarked;
