package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Returns;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniInspections;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reveni does not find a known return while its verdict is looked at: time may cure it. */
class MissingWhileInspectedTest {

  private static final ReturnId R1 = Returns.ID;
  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private static final String PENDING =
      """
      {"id": "r1", "rma_number": "RMA-1", "status": "received", "type": "refund",
       "created_at": "2024-01-01T10:00:00Z", "updated_at": "2024-01-02T10:00:00Z", "currency": "EUR",
       "order": {"id": "x", "external_id": "O-1"},
       "return_items": [{"id": "i1", "sku": "TSHIRT", "quantity": 1, "return_reason": "too_small",
         "amount": "10.00", "status": "pending"}],
       "refunds": [], "shipments": []}
      """;

  private final List<String> calls = new ArrayList<>();
  private boolean isThere;

  /** It goes between the look and the verdict. */
  private boolean goesAfterTheLook;

  private final StockWorld world =
      new StockWorld(
          TestDatabase.clean(),
          MAPPINGS,
          new ReveniInspections(
              new ReveniReturns(new StoreKeys(this::call, settings()), MAPPINGS), happened -> {}));

  private ReveniHttp.Answer call(String method, String url, String bearer, String body) {
    calls.add(method);
    if (goesAfterTheLook && method.equals("POST")) {
      isThere = false;
    }
    return isThere
        ? new ReveniHttp.Answer(200, null, PENDING)
        : new ReveniHttp.Answer(404, null, "");
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    for (String store : List.of("ES", "UK")) {
      variables.put("REVENI_" + store + "_STORE_ID", "store-" + store);
      variables.put("REVENI_" + store + "_API_KEY", "key-" + store);
    }
    return Settings.read(variables);
  }

  @BeforeEach
  void goods_are_inspected() {
    world.known(R1, 1, true);
    world.hold(R1);
    world.work();
    world.scan("s1", R1, "a", null, "2026-11-09T16:00:00Z");
  }

  private List<String> waiting() {
    return world.database.query(
        "select step || ' ' || subject from work where waiting and due_at < now() + interval '6 seconds'",
        r -> r.text(1));
  }

  private List<Duration> missingFor() {
    return world.database.query(
        "select extract(epoch from now() - since) from watch where code = 'RETURN_NOT_FOUND'",
        r -> Duration.ofSeconds((long) r.decimal(1)));
  }

  @Test
  void it_is_no_case_at_once_and_is_asked_for_again_as_every_missing_return() {
    world.settle("es/r1");

    assertThat(world.cases()).isEmpty();
    assertThat(missingFor()).hasSize(1);
    assertThat(waiting()).containsExactly("accept-return es/r1");
  }

  @Test
  void one_that_goes_between_the_look_and_the_verdict_is_missing_as_well() {
    isThere = true;
    goesAfterTheLook = true;
    world.settle("es/r1");

    assertThat(calls).contains("POST");
    assertThat(world.cases()).isEmpty();
    assertThat(missingFor()).hasSize(1);
    assertThat(waiting()).containsExactly("accept-return es/r1");
  }

  @Test
  void the_verdict_is_told_once_it_is_found_again() {
    world.settle("es/r1");
    isThere = true;

    world.found(R1);
    assertThat(missingFor()).isEmpty();
    world.database.update("delete from work where step = 'accept-return'");
    world.work();

    assertThat(calls).endsWith("GET", "POST");
    assertThat(world.database.query("select confirmed_at is not null from verdict", r -> r.flag(1)))
        .containsExactly(true);
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void a_verdict_in_doubt_is_looked_at_again_once_it_is_found_and_not_sent_twice() {
    isThere = true;
    world.settle("es/r1");
    world.database.update("update verdict set confirmed_at = null, doubtful = true");
    calls.clear();
    isThere = false;
    world.settle("es/r1");

    assertThat(calls).containsExactly("GET");
    assertThat(world.cases()).isEmpty();
    assertThat(waiting()).containsExactly("accept-return es/r1");
  }
}
