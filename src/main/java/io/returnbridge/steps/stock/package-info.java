/** Writes planned stock movements to the inventory, one worker an entry. */
@NullMarked
package io.returnbridge.steps.stock;

import org.jspecify.annotations.NullMarked;
