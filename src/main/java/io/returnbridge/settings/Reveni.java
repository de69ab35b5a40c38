package io.returnbridge.settings;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reveni's API.
 *
 * @param apiUrl up to and without the store id
 * @param signatureTolerance how old, or how far ahead, a webhook's signature may be
 * @param listPath where a store's returns are listed, after the store's id; with {@code {since}},
 *     and {@code {cursor}} where pages are named by a token; absent: nothing is listed
 * @param stores by the part {@code <S>} of their variables' names; read it by {@link
 *     Settings#reveniStore}
 */
public record Reveni(
    URI apiUrl,
    Duration signatureTolerance,
    Optional<String> listPath,
    Map<String, ReveniStore> stores) {

  /** Where everything of a store is, without a slash at the end. */
  public String of(String storeId) {
    return apiUrl.toString().replaceAll("/+$", "")
        + "/"
        + URLEncoder.encode(storeId, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
