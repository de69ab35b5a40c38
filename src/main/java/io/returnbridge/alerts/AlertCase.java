package io.returnbridge.alerts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A case as it is told. */
record AlertCase(
    String id,
    String code,
    String severity,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    String cause,
    String nextStep,
    @Nullable Instant dueAt) {}
