package io.returnbridge.mappings;

import io.returnbridge.model.ExchangeRelease;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Reveni store of the merchant.
 *
 * @param store its key in URLs and in the names of environment variables
 * @param commercetoolsStore orders of another commercetools Store count as not found; null fits any
 * @param defaultChannel the selling channel of orders that name none
 */
public record StoreRow(
    String store,
    @Nullable String commercetoolsStore,
    String country,
    String currency,
    String locale,
    @Nullable String defaultChannel,
    ExchangeRelease exchangeRelease) {

  /** {@code <S>} of {@code REVENI_<S>_API_KEY}: upper case, with {@code -} as {@code _}. */
  public String environmentName() {
    return environmentName(store);
  }

  /** What an agreed exchange waits for; empty where it becomes an order at once. */
  public Optional<String> exchangesWaitFor() {
    return exchangeRelease == ExchangeRelease.AGREED
        ? Optional.empty()
        : Optional.of("exchange_release=accepted of " + store);
  }

  static String environmentName(String store) {
    return store.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
