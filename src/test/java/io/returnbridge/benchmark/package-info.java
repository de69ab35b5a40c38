/**
 * What the packaged program does with the machine, measured from the outside (docs/benchmark.md).
 */
@NullMarked
package io.returnbridge.benchmark;

import org.jspecify.annotations.NullMarked;
