package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commercetools.OutsideTransactions;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.decisions.Decided.Why;
import io.returnbridge.intake.ScanReceipt;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.json.Json;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

  private static final Person ANA = Deciding.ANA;

  private final Map<String, OrderView> shop = new HashMap<>();
  private Database database;
  private Cases cases;
  private CaseBook book;
  private ReturnStates states;
  private Receipts receipts;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, Deciding.MAPPINGS);
    book = new CaseBook(database);
    states = new ReturnStates(database);
    shop.clear();
    receipts = new Deciding(database).receipts(new OrdersOf(shop));
  }

  private record OrdersOf(Map<String, OrderView> shop) implements Orders {
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
      throw new IllegalStateException("A receipt is written by the steps");
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }

  /** Three shirts, of which so many have been received, and a pair of jeans. */
  private ReturnState known(int received) {
    ReturnSnapshot shipped =
        Returns.snapshot(
            "shipped",
            1,
            List.of(
                Returns.item("i1", "TSHIRT", 3, "too_small"),
                Returns.item("i2", "JEANS", 1, "too_small")),
            List.of());
    return states.save(
        Returns.state(
            shipped,
            Returns.unit("i1", 1, "TSHIRT", "l1").withReceived(received > 0),
            Returns.unit("i1", 2, "TSHIRT", "l1").withReceived(received > 1),
            Returns.unit("i1", 3, "TSHIRT", "l1").withReceived(received > 2),
            Returns.unit("i2", 1, "JEANS", "l2")));
  }

  /** A case about a scan that waits. */
  private String waiting(ReturnState state, String sku, int quantity) {
    return waiting(state, sku, quantity, "a");
  }

  private String waiting(ReturnState state, String sku, int quantity, String grade) {
    ScanReceipt receipt =
        new ScanReceiver(
                new Scans(database),
                new ScanReturns(states),
                Deciding.MAPPINGS,
                "warehouse.scans.v1")
            .receive("warehouse", ProgramApi.scanOf("es", state.id().id(), sku, quantity, grade));
    String ref = "warehouse/" + ((ScanReceipt.Accepted) receipt).scanId();
    cases.add(
        new Origin("move-inspected-stock", "scan/" + ref, state.id(), "RMA-1", "O-1"),
        new Trouble("SCAN_WAITING", ref, null, Map.of("scanId", ref, "sku", sku)));
    return book.list(CaseBook.Filter.NONE, null, 1).get(0).id();
  }

  private List<Integer> received() {
    return states.find(Returns.ID).orElseThrow().units().stream()
        .filter(Unit::received)
        .map(Unit::n)
        .toList();
  }

  @Test
  void as_many_units_as_the_scan_has_are_received_and_what_waited_is_woken() {
    String id = waiting(known(0), "TSHIRT", 2);

    Decided decided = receipts.count(id, ANA, "They are on my table");

    assertThat(decided.cases().get(0).status()).isEqualTo("resolved");
    assertThat(decided.cases().get(0).history().get(1))
        .extracting("who", "what", "note", "toStatus")
        .containsExactly("ana", "counted-as-received", "They are on my table", "resolved");
    assertThat(received()).containsExactly(1, 2);
    assertThat(states.find(Returns.ID).orElseThrow().timeline())
        .singleElement()
        .extracting("event", "effect")
        .containsExactly("return-received", "Received: 2 of 4 units, counted by a person");
    List<OutboxRecord> told = new Outbox(database).unpublished("accept-return", "es/r1");
    assertThat(told).singleElement().extracting(OutboxRecord::key).isEqualTo("O-1");
    JsonNode event = Json.read(told.get(0).payload(), JsonNode.class);
    assertThat(event.path("type").asText()).isEqualTo("return-received");
    assertThat(TestDatabase.takeDue(database))
        .extracting(c -> c.step(), c -> c.subject().split("/")[0])
        .containsExactlyInAnyOrder(
            tuple("accept-return", "es"),
            tuple("hold-for-inspection", "es"),
            tuple("mirror-status", "es"),
            tuple("move-inspected-stock", "scan"));
  }

  @Test
  void only_what_the_scan_lacks_is_counted() {
    String id = waiting(known(1), "TSHIRT", 2);

    receipts.count(id, ANA, null);

    assertThat(received()).containsExactly(1, 2);
  }

  /** Three shirts on their way, of which one is to be exchanged. */
  private ReturnState exchangedInPart() {
    return states.save(
        Returns.state(
            Returns.snapshot(
                "shipped",
                1,
                List.of(
                    new Item(
                        "i1",
                        null,
                        "TSHIRT",
                        3,
                        "too_small",
                        new BigDecimal("30.00"),
                        ItemStatus.PENDING,
                        null,
                        new Exchange("TSHIRT-L", 1, BigDecimal.ZERO))),
                List.of()),
            Returns.unit("i1", 1, "TSHIRT", "l1"),
            Returns.unit("i1", 2, "TSHIRT", "l1"),
            Returns.unit("i1", 3, "TSHIRT", "l1")));
  }

  @Test
  void the_unit_that_the_scan_means_is_received_and_not_the_first_one() {
    receipts.count(waiting(exchangedInPart(), "TSHIRT", 1, "a"), ANA, null);
    assertThat(received()).as("what can be sold is the one that is exchanged").containsExactly(3);
  }

  @Test
  void what_cannot_be_sold_is_a_unit_that_is_neither_refunded_nor_exchanged() {
    ReturnState state = exchangedInPart();
    states.save(state.mapUnits(u -> u.n() == 1 ? u.withSettled("Refunded") : u));
    receipts.count(waiting(state, "TSHIRT", 1, "unusable"), ANA, null);
    assertThat(received()).containsExactly(2);
  }

  @Test
  void the_unit_that_its_order_shows_as_refunded_is_the_one_that_can_be_sold() {
    ReturnState state = known(0);
    shop.put(
        "O-1",
        Returns.order(
            "O-1",
            List.of(Returns.line("l1", "TSHIRT", 3)),
            Returns.returned("r1_i1_2", "l1", "Refunded")));
    String id = waiting(state, "TSHIRT", 1, "a");
    new Deciding(database)
        .receipts(new OutsideTransactions(new OrdersOf(shop), database))
        .count(id, ANA, null);
    assertThat(received()).containsExactly(2);
  }

  @Test
  void a_unit_that_is_here_is_taken_first_whatever_the_others_are_for() {
    ReturnState state = exchangedInPart();
    states.save(state.mapUnits(u -> u.n() == 2 ? u.withReceived(true) : u));
    receipts.count(waiting(state, "TSHIRT", 2, "a"), ANA, null);
    assertThat(received()).containsExactly(2, 3);
  }

  @Test
  void what_is_here_already_or_is_more_than_the_return_has_is_refused() {
    String here = waiting(known(3), "TSHIRT", 2);
    Refused counted = receipts.count(here, ANA, null).refused().get(0);
    clean();
    String more = waiting(known(0), "JEANS", 2);
    Refused tooMany = receipts.count(more, ANA, null).refused().get(0);

    assertThat(List.of(counted, tooMany)).allMatch(r -> r.why() == Why.CONFLICT);
    assertThat(tooMany.detail()).contains("JEANS").contains("1 to be received").contains("2");
    assertThat(received()).isEmpty();
  }

  @Test
  void pressed_by_several_at_once_the_goods_are_counted_once() {
    String id = waiting(known(0), "TSHIRT", 1);

    List<Decided> answers =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> receipts.count(id, ANA, null)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers).filteredOn(a -> a.refused().isEmpty()).hasSize(1);
    assertThat(received()).containsExactly(1);
    assertThat(new Outbox(database).unpublished("accept-return", "es/r1")).hasSize(1);
  }

  @Test
  void it_is_for_scans_that_wait_and_for_the_warehouse() {
    ReturnState state = known(0);
    String id = waiting(state, "TSHIRT", 1);
    cases.add(Origin.of("accept-return", state), Trouble.of("ORDER_NOT_FOUND", Map.of()));
    String other = book.list(CaseBook.Filter.NONE, null, 1).get(0).id();

    assertThat(receipts.count(other, ANA, null).refused().get(0).why()).isEqualTo(Why.UNFIT);
    assertThat(receipts.count("none", ANA, null).refused().get(0).why()).isEqualTo(Why.UNKNOWN);
    assertThat(receipts.count(id, new Person("f", Set.of("finance")), null).refused().get(0).why())
        .isEqualTo(Why.FORBIDDEN);
    assertThat(receipts.count(id, new Person("w", Set.of("warehouse")), null).refused()).isEmpty();
    assertThat(receipts.count(id, ANA, null).refused().get(0).why()).isEqualTo(Why.CONFLICT);
  }
}
