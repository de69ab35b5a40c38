/** The commands {@code setup} and {@code doctor}. */
@NullMarked
package io.returnbridge.setup;

import org.jspecify.annotations.NullMarked;
