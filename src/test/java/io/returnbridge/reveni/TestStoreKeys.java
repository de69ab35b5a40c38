package io.returnbridge.reveni;

import io.returnbridge.settings.Settings;
import java.util.function.LongSupplier;

/** The keys of the stores, by the clock of a test. */
public final class TestStoreKeys {

  private TestStoreKeys() {}

  public static StoreKeys by(LongSupplier nanoTime, ReveniHttp http, Settings settings) {
    return new StoreKeys(http, settings, nanoTime);
  }
}
