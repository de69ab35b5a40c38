/** Moves goods by what the warehouse has scanned, and tells Reveni the verdicts. */
@NullMarked
package io.returnbridge.steps.inspect;

import org.jspecify.annotations.NullMarked;
