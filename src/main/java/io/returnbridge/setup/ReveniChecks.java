package io.returnbridge.setup;

import io.returnbridge.failure.Plain;
import io.returnbridge.http.OneRequest;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.util.Timeout;

/**
 * Whether each store's id and key open Reveni's API, by asking for a return that cannot exist. That
 * there is none is answered with the same 404 as that there is no such store, so it is asked again
 * with a key, and for a store, that cannot exist: who is told apart from these is known.
 */
final class ReveniChecks {

  private static final String NOBODY = "00000000000000000000000000000000";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LARGEST = 2 << 20;

  private final CloseableHttpClient client;
  private final Settings settings;

  private ReveniChecks(CloseableHttpClient client, Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  static List<Check> of(Settings settings, Mappings mappings) {
    HttpClientBuilder builder =
        OneRequest.on(HttpClientBuilder.create(), LARGEST)
            .useSystemProperties()
            .setConnectionManager(OneRequest.connections(Duration.ofSeconds(3)))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(Timeout.of(PATIENCE))
                    .setAuthenticationEnabled(false)
                    .build());
    List<Check> checks = new ArrayList<>();
    try (CloseableHttpClient client = builder.build()) {
      ReveniChecks reveni = new ReveniChecks(client, settings);
      mappings.stores().all().forEach(row -> checks.add(reveni.check(row)));
    } catch (IOException e) {
      throw new IllegalStateException("Closing connections does not fail", e);
    }
    return checks;
  }

  private Check check(StoreRow row) {
    String what = "Reveni store " + row.store();
    try {
      ReveniStore store = settings.reveniStore(row.store());
      int status = ask(store.storeId(), store.apiKey());
      if (status == 200) {
        return Check.ok(what);
      }
      if (status == 404) {
        return isKnown(store)
            ? Check.ok(what)
            : Check.fail(
                what + " is not known to Reveni: it answers as for a store that does not exist",
                "correct REVENI_" + row.environmentName() + "_STORE_ID");
      }
      if (status == 401 || status == 403) {
        return Check.fail(
            what + " refuses the key (HTTP " + status + ")",
            "check the store id and the API key of " + row.store() + " with Reveni");
      }
      return Check.fail(
          what + " answers HTTP " + status,
          status >= 300 && status < 400
              ? "correct REVENI_API_URL: redirects are not followed"
              : "try again later, then ask Reveni");
    } catch (SettingsProblems e) {
      return Check.fail(what, String.join("; ", e.problems()));
    } catch (IOException e) {
      return Check.fail(
          what + " cannot be reached: " + Plain.line(String.valueOf(e.getMessage())),
          "check REVENI_API_URL and the network");
    }
  }

  /**
   * Where a wrong key is refused only for stores that exist, or a store that cannot exist is
   * refused otherwise, the store is known. Where keys are refused whatever the store is called, it
   * cannot be told, and is not held against it.
   */
  private boolean isKnown(ReveniStore store) throws IOException {
    return ask(store.storeId(), NOBODY) != 404 || ask(NOBODY, store.apiKey()) != 404;
  }

  private int ask(String storeId, String key) throws IOException {
    HttpGet request = new HttpGet(settings.reveni().of(storeId) + "/returns/" + NOBODY);
    request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key);
    return client.execute(request, answer -> answer.getCode());
  }
}
