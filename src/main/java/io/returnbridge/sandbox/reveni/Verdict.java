package io.returnbridge.sandbox.reveni;

import org.jspecify.annotations.Nullable;

/** One entry of an accepted {@code partial_validate}. */
public record Verdict(
    String store,
    String returnId,
    String itemId,
    int quantity,
    String status,
    @Nullable String rejectReason) {}
