package io.returnbridge.decisions;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.CaseChanges;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Shoppers;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All decisions over one database. */
public final class Deciding {

  public static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  public static final Person ANA = new Person("ana", Set.of("admin"));

  private final Mappings mappings;
  private final Database database;
  private final Desk desk;
  private final CaseChanges changes;
  private final ReturnStates states;
  private final WorkList work;

  public Deciding(Database database) {
    this(database, MAPPINGS);
  }

  Deciding(Database database, Mappings mappings) {
    this.mappings = mappings;
    this.database = database;
    this.desk = new Desk(database, new CaseBook(database));
    this.changes = new CaseChanges(database);
    this.states = new ReturnStates(database);
    this.work = TestDatabase.work(database);
  }

  public CaseDecisions cases() {
    return new CaseDecisions(desk, changes, work);
  }

  MappingProposals proposals() {
    return new MappingProposals(database, mappings);
  }

  public Reasons reasons() {
    return new Reasons(database, desk, changes, states, work, proposals());
  }

  Receipts receipts(Orders orders) {
    return new Receipts(
        new UnitsDesk(database, desk, states, orders),
        changes,
        states,
        new Scans(database),
        mappings,
        new Outbox(database),
        work,
        "events");
  }

  NameOrderDecision orderNames(Orders orders) {
    return orderNames(orders, Map.of());
  }

  /**
   * @param emails by order number
   */
  NameOrderDecision orderNames(Orders orders, Map<String, String> emails) {
    Shoppers shoppers =
        new Shoppers() {
          @Override
          public Optional<Shopper> ofOrder(String orderNumber) {
            return Optional.ofNullable(emails.get(orderNumber)).map(e -> new Shopper(e, null));
          }

          @Override
          public Set<String> ordersOf(Set<String> wanted) {
            throw new AssertionError("Naming an order looks for no shopper");
          }
        };
    return new NameOrderDecision(database, desk, changes, states, orders, shoppers, work, mappings);
  }

  Settlements settlements(Orders orders) {
    return new Settlements(new UnitsDesk(database, desk, states, orders), changes, states, work);
  }
}
