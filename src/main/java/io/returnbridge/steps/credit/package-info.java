/** Gives every paid refund its credit, linked to the original order. */
@NullMarked
package io.returnbridge.steps.credit;

import org.jspecify.annotations.NullMarked;
