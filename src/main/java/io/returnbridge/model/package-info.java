/**
 * What a return is: its state, units, money, events and keys, what was seen of its order, and the
 * decisions of which line and which unit is meant. Imports nothing else of the program.
 */
@NullMarked
package io.returnbridge.model;

import org.jspecify.annotations.NullMarked;
