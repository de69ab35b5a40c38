/** What the steps need of a commerce backend, and what they write to an order. */
@NullMarked
package io.returnbridge.commerce;

import org.jspecify.annotations.NullMarked;
