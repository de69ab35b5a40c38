/**
 * The way of an event as a trace of OpenTelemetry, for the collector that the installation names.
 */
@NullMarked
package io.returnbridge.tracing;

import org.jspecify.annotations.NullMarked;
