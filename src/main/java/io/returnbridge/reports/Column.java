package io.returnbridge.reports;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a report's table, the same in {@code .csv} and {@code .xlsx}.
 *
 * @param name of its head
 * @param value a text, whole number, decimal, Boolean, {@link io.returnbridge.model.Money} (its
 *     number alone), {@link java.time.LocalDate} or {@link java.time.Instant}; null for nothing
 */
public record Column<R>(String name, Function<R, @Nullable Object> value) {}
