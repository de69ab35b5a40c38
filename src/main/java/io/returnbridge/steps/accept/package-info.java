/**
 * Takes in what Reveni says of a return now, gives its units their order lines, and derives what
 * happened.
 */
@NullMarked
package io.returnbridge.steps.accept;

import org.jspecify.annotations.NullMarked;
