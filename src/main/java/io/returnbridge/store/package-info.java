/**
 * The tables: the state of returns, the ledger of stock movements, scans, webhooks, and records for
 * Kafka.
 */
@NullMarked
package io.returnbridge.store;

import org.jspecify.annotations.NullMarked;
