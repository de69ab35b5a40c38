package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.Facts;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.sandbox.reveni.WebhookSender;
import io.returnbridge.settings.Settings;
import io.returnbridge.setup.SetupCommand;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outside of the program: commercetools and Reveni in this process, so that they outlive its
 * kills.
 */
public final class World implements AutoCloseable {

  public static final String PASSWORD = "a-password-for-tests";
  static final String WAREHOUSE_KEY = "a-key-for-tests-of-the-warehouse";

  public final Mappings mappings = Mappings.load(Path.of("mappings"));
  public final CommercetoolsSandbox commercetools = CommercetoolsSandbox.start(0, "journey");
  public final ReveniSandbox reveni;

  public World() {
    Map<String, ReveniSandbox.Store> stores = new LinkedHashMap<>();
    for (StoreRow row : mappings.stores().all()) {
      stores.put(
          row.store(), new ReveniSandbox.Store("store-" + row.store(), "key-" + row.store()));
    }
    reveni = ReveniSandbox.start(0, stores);
  }

  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.putAll(commercetools.variables());
    variables.put("CTP_MAX_REQUESTS_PER_SECOND", "500");
    variables.put("REVENI_API_URL", reveni.url());
    for (StoreRow row : mappings.stores().all()) {
      variables.put("REVENI_" + row.environmentName() + "_STORE_ID", "store-" + row.store());
      variables.put("REVENI_" + row.environmentName() + "_API_KEY", "key-" + row.store());
    }
    variables.put("WAREHOUSE_API_KEY", WAREHOUSE_KEY);
    variables.put("CONSOLE_ADMIN_PASSWORD", PASSWORD);
    // A sweep at 17 minutes past, or after a slow restart, would be among what a test counts.
    variables.put("SCHEDULE_SWEEP", "0 0 4 1 1 ?");
    variables.put("SWEEP_AFTER_DOWNTIME", "PT12H");
    return variables;
  }

  /** Types, enum values and stock channels, as an engineer would make them. */
  void setUp() {
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int code = SetupCommand.run(Settings.read(environment()), mappings, true, quiet);
    if (code != 0) {
      throw new IllegalStateException("setup --apply ended with " + code);
    }
  }

  /** An order of so many shirts, as the lives of {@link Life} return them. */
  void shirts(Shop shop, String number, String store, long quantity) {
    commercetools
        .seeds()
        .order(
            number,
            store,
            store.equals("es") ? "EUR" : "GBP",
            List.of(
                new Seeds.Line(
                    Life.SKU,
                    "Shirt",
                    "Camiseta",
                    quantity,
                    Life.CENTS,
                    shop.saleable(store),
                    shop.sellingChannel(store))));
  }

  /** Before commercetools goes away: the steps start only once it has answered. */
  public static void awaitSteps(ProgramApi program) {
    Waiting.until(
        "the steps to have started",
        () -> {
          List<String> states =
              program.get("/api/pipeline").body().path("steps").findValuesAsText("state");
          return !states.isEmpty()
              && states.stream().noneMatch(s -> s.equals("stopped") || s.equals("unknown"));
        });
  }

  /** A webhook that is kept, sent again where nothing was stored (503): a machine may be busy. */
  static void tell(Actors actors, String store, String returnId) {
    WebhookSender sender = actors.reveni().webhooks(store);
    assertThat(
            sender.sendUntilStored(
                sender.prepare(returnId, WebhookSender.UPDATED, WebhookSender.Style.THIN)))
        .isEqualTo(202);
  }

  /** Everybody who acts in a story, with Reveni's webhooks going to the program. */
  public Actors actors(Program program) {
    Actors actors = actorsOf(program);
    mappings.stores().all().forEach(row -> actors.connect(row.store()));
    return actors;
  }

  /** The same, for another instance of the program. */
  Actors actorsOf(Program program) {
    return actorsAt(program.address());
  }

  /** The same, for whoever takes requests on behalf of the program. */
  Actors actorsAt(URI address) {
    return new Actors(reveni, commercetools, new ProgramApi(address, WAREHOUSE_KEY, PASSWORD));
  }

  /** What the program has written in commercetools must be what commercetools could hold. */
  @Override
  public void close() {
    reveni.close();
    List<String> differences = Facts.differences(commercetools);
    commercetools.close();
    assertThat(differences).isEmpty();
  }
}
