/** The program: its modes, the order of its start, and the order of its end. */
@NullMarked
package io.returnbridge.main;

import org.jspecify.annotations.NullMarked;
