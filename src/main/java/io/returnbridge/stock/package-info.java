/**
 * Returned goods as stock: held for inspection, moved by scans, written by one worker an inventory
 * entry. The ledger (table {@code stock_leg}) is the truth; commercetools follows it.
 */
@NullMarked
package io.returnbridge.stock;

import org.jspecify.annotations.NullMarked;
