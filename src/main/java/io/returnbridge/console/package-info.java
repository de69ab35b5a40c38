/**
 * The console: pages for customer service, finance, the warehouse and integration. A page reads
 * what the API reads and decides what the API decides; it has no rule of its own.
 */
@NullMarked
package io.returnbridge.console;

import org.jspecify.annotations.NullMarked;
