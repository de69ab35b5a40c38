package io.returnbridge.mappings;

import org.jspecify.annotations.Nullable;

/**
 * How soon mirror-status shows an event.
 *
 * @param event one of {@link Timing#EVENTS}, or {@code *}
 * @param schedule a Quartz cron expression, set exactly when the mode is {@link Mode#BATCH}
 */
public record TimingRow(String event, Mode mode, @Nullable String schedule) {}
