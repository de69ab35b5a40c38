/**
 * The {@code sandbox} mode: everything on loopback, a small shop, and a day of returns. The parts
 * serve the journey tests as well.
 */
@NullMarked
package io.returnbridge.sandbox;

import org.jspecify.annotations.NullMarked;
