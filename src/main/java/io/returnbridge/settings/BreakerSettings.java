package io.returnbridge.settings;

import java.time.Duration;

/**
 * When an outside system counts as away, and how it is asked again.
 *
 * @param failures in a row that open the breaker
 * @param window within which they follow each other; after a longer pause a run begins anew
 * @param firstDelay from the opening to the first question whether the system answers
 * @param longestDelay to which the delay grows while it does not
 * @param probes requests at a time that are let through before it is closed again; most of them
 *     must be answered
 * @param patience how long a call waits for the outcome of a probe before it is put off
 */
public record BreakerSettings(
    int failures,
    Duration window,
    Duration firstDelay,
    Duration longestDelay,
    int probes,
    Duration patience) {}
