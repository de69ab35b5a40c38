/**
 * Camel's health as JMX tells it, in a browser: Hawtio's pages, and Jolokia behind them, which
 * reads only.
 */
@NullMarked
package io.returnbridge.console.hawtio;

import org.jspecify.annotations.NullMarked;
