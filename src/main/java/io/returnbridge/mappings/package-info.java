/**
 * What things mean: the tables of {@code mappings/}, read once at start, validated as a whole, and
 * typed. Whoever holds a {@link io.returnbridge.mappings.Mappings} need not check anything again.
 */
@NullMarked
package io.returnbridge.mappings;

import org.jspecify.annotations.NullMarked;
