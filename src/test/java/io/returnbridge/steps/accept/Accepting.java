package io.returnbridge.steps.accept;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The step accept-return over the tables of a real database, with the orders of a shop. */
final class Accepting {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  final Map<String, OrderView> shop = new HashMap<>();
  final Database database = TestDatabase.clean();
  final WorkList work = TestDatabase.work(database);
  final Cases cases = new Cases(database, MAPPINGS);
  final Watches watches = new Watches(database, cases, MAPPINGS);
  final ReturnStates states = new ReturnStates(database, watches);
  private final ReveniReturns reveni;
  final Claims claims = TestDatabase.claims(database);

  Accepting(ReveniHttp reveni) {
    this.reveni = new ReveniReturns(new StoreKeys(reveni, settings()), MAPPINGS);
  }

  void accept(String subject, String trigger) {
    accept(states, subject, trigger);
  }

  /** As the route does: its records are told. */
  void accept(ReturnStates saved, String subject, String trigger) {
    new Outbox(database)
        .published(
            TestAccepting.acceptor(
                    reveni, new OrdersOf(shop), MAPPINGS, database, claims, saved, work, cases)
                .run(Claim.none(new WakeUp(AcceptReturn.NAME, subject, trigger))));
  }

  void accept(Claim claim) {
    var unused =
        TestAccepting.acceptor(
                reveni, new OrdersOf(shop), MAPPINGS, database, claims, states, work, cases)
            .run(claim);
  }

  static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    MAPPINGS
        .stores()
        .all()
        .forEach(
            row -> {
              variables.put("REVENI_" + row.environmentName() + "_STORE_ID", row.store());
              variables.put("REVENI_" + row.environmentName() + "_API_KEY", "key");
            });
    return Settings.read(variables);
  }

  record OrdersOf(Map<String, OrderView> shop) implements Orders {
    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return read(orderNumber);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return Optional.ofNullable(shop.get(orderNumber));
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      throw new IllegalStateException("accept-return writes nothing");
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }
}
