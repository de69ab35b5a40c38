package io.returnbridge.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Reveni's API.
 *
 * @param apiUrl up to and without the store id
 * @param signatureTolerance how old, or how far ahead, a webhook's signature may be
 * @param stores by the part {@code <S>} of their variables' names; read it by {@link
 *     Settings#reveniStore}
 */
public record Reveni(URI apiUrl, Duration signatureTolerance, Map<String, ReveniStore> stores) {}
