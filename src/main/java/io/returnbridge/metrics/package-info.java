/**
 * What is told of the program while it runs: its counters, and one line for each thing that
 * happens.
 */
@NullMarked
package io.returnbridge.metrics;

import org.jspecify.annotations.NullMarked;
