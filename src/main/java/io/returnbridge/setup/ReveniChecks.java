package io.returnbridge.setup;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether each store's key opens Reveni's API, by asking for a return that cannot exist. */
final class ReveniChecks {

  private static final String NO_RETURN = "00000000000000000000000000000000";

  private ReveniChecks() {}

  static List<Check> of(Settings settings, Mappings mappings) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    List<Check> checks = new ArrayList<>();
    for (StoreRow row : mappings.stores().all()) {
      checks.add(check(client, settings, row.store()));
    }
    return checks;
  }

  private static Check check(HttpClient client, Settings settings, String store) {
    String what = "Reveni store " + store;
    try {
      ReveniStore credentials = settings.reveniStore(store);
      String base = settings.reveni().apiUrl().toString();
      URI uri =
          URI.create(
              (base.endsWith("/") ? base : base + "/")
                  + credentials.storeId()
                  + "/returns/"
                  + NO_RETURN);
      int status =
          client
              .send(
                  HttpRequest.newBuilder(uri)
                      .timeout(Duration.ofSeconds(10))
                      .header("Authorization", "Bearer " + credentials.apiKey())
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      return judged(what, status, store);
    } catch (SettingsProblems e) {
      return Check.fail(what, String.join("; ", e.problems()));
    } catch (IOException e) {
      return Check.fail(
          what + " cannot be reached: " + e.getMessage(), "check REVENI_API_URL and the network");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Check.fail(what, "was interrupted; run doctor again");
    }
  }

  private static Check judged(String what, int status, String store) {
    if (status == 404 || status == 200) {
      return Check.ok(what);
    }
    if (status == 401 || status == 403) {
      return Check.fail(
          what + " refuses the key (HTTP " + status + ")",
          "check the store id and the API key of " + store + " with Reveni");
    }
    return Check.fail(what + " answers HTTP " + status, "try again later, then ask Reveni");
  }
}
