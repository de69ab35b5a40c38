package io.returnbridge.intake;

import org.jspecify.annotations.Nullable;

/**
 * A webhook as it came in, its bytes untouched.
 *
 * @param client the address that it comes from
 */
@SuppressWarnings("ArrayRecordComponent")
public record WebhookRequest(
    String store,
    @Nullable String contentType,
    @Nullable String signature,
    String client,
    byte[] body) {}
