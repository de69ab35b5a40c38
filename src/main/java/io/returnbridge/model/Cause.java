package io.returnbridge.model;

import org.jspecify.annotations.Nullable;

/**
 * Why something is written; recorded with each effect.
 *
 * @param step the business step
 * @param subject what the step was woken for, {@code store/returnId} or {@code channel/sku}
 * @param trigger the event, retry, replay or decision that woke it, such as {@code event:<id>} or
 *     {@code case:<id>}
 */
public record Cause(String step, String subject, @Nullable String trigger) {}
