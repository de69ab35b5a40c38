/** Puts changed mapping tables into force without a restart, in all replicas. */
@NullMarked
package io.returnbridge.reload;

import org.jspecify.annotations.NullMarked;
