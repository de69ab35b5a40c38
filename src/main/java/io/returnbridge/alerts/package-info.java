/** Alerts: who is told of which new cases, when, and in which words. */
@NullMarked
package io.returnbridge.alerts;

import org.jspecify.annotations.NullMarked;
