package io.returnbridge.steps.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.CaseTexts;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Reveni says about a return, what can be taken is, and the next good answer heals. */
class OddAnswersTest {

  private static final Instant NOW = Instant.now();
  private static final String GOOD_ITEM = item("good", "\"quantity\": 1");
  private static final String GOOD_REFUND =
      refund("rf-good", "\"amount\": \"10.0000\", \"paid_by\": \"reveni\"");

  /** What Reveni answers, by return. */
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

  private static final AtomicInteger RETURNS = new AtomicInteger();
  private static Accepting world;

  private final ReturnId asked = new ReturnId("es", "r" + RETURNS.incrementAndGet());
  private String id = asked.id();
  private String status = "in_progress";
  private String updatedAt = NOW.toString();
  private String more = "";
  private String items = GOOD_ITEM;
  private String refunds = GOOD_REFUND;
  private String shipments = "";
  private String raw;
  private int webhooks;

  @BeforeAll
  static void start() {
    world =
        new Accepting(
            (method, url, bearer, body) ->
                new ReveniHttp.Answer(
                    200, null, ANSWERS.get(url.substring(url.lastIndexOf('/') + 1))));
  }

  private String json() {
    return """
    {"id": "%s", "rma_number": "RMA-1", "status": "%s", "updated_at": "%s", "currency": "EUR", %s
     "order": {"external_id": "O-1"}, "return_items": [%s], "refunds": [%s], "shipments": [%s]}
    """
        .formatted(id, status, updatedAt, more, items, refunds, shipments);
  }

  private static String item(String id, String fields) {
    return """
    {"id": "%s", "sku": "TSHIRT", "return_reason": "too_small", "amount": "10.00", "status": "pending", %s}
    """
        .formatted(id, fields);
  }

  private static String refund(String id, String fields) {
    return "{\"id\": \"%s\", \"status\": \"completed\", %s}".formatted(id, fields);
  }

  private void accept() {
    ANSWERS.put(asked.id(), raw == null ? json() : raw);
    world.accept(asked.subject(), "webhook:" + asked.id() + ++webhooks);
  }

  private Trouble refused() {
    Trouble trouble = catchThrowableOfType(NeedsDecision.class, this::accept).trouble();
    assertThat(trouble.code()).isEqualTo("EVENT_UNREADABLE");
    Origin origin = Origin.of(new WakeUp(AcceptReturn.NAME, asked.subject(), "webhook:1"));
    CaseTexts.of(origin, trouble);
    world.cases.add(origin, trouble);
    return trouble;
  }

  private ReturnState state() {
    return world.states.find(asked).orElseThrow();
  }

  private List<String> refundIds() {
    return state().snapshot().refunds().stream().map(ReturnSnapshot.Refund::refundId).toList();
  }

  private List<String> itemIds() {
    return state().snapshot().items().stream().map(ReturnSnapshot.Item::itemId).toList();
  }

  private List<ExceptionCase> open(String code) {
    return new CaseBook(world.database)
        .list(new CaseBook.Filter("open", null, code, asked.id()), null, 10);
  }

  private ExceptionCase theCase(String code) {
    List<ExceptionCase> open = open(code);
    assertThat(open).hasSize(1);
    CaseTexts.of(open.get(0));
    return open.get(0);
  }

  private List<String> events() {
    return world.database.query(
        """
        select payload::jsonb ->> 'type' || ' ' || (payload::jsonb ->> 'subject') from outgoing
        where payload::jsonb ->> 'returnId' = ?
        """,
        r -> r.text(1),
        asked.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"amount\": \"-100.0000\"",
        "\"amount\": -0.01",
        "\"amount\": \"92233720368547758.07\"",
        "\"amount\": \"10000000000.00\"",
        "\"amount\": \"1e30\"",
        "\"amount\": 1e400",
        "\"amount\": \"1e999999999\"",
        "\"amount\": \"NaN\"",
        "\"amount\": \"Infinity\"",
        "\"amount\": \"1,000.00\"",
        "\"amount\": \"10.00 EUR\"",
        "\"amount\": \"10.0000000000000000000000000000000000001\"",
        "\"amount\": \"10.00\", \"fees\": [{\"amount\": \"-1.00\"}]",
        "\"amount\": \"10.00\", \"fees\": [{\"amount\": \"-1.00\"}, {\"amount\": \"1.00\"}]",
        "\"amount\": \"10.00\", \"fees\": [{\"amount\": \"9999999999\"}, {\"amount\": \"9999999999\"}]",
        "\"amount\": \"10.00\", \"bonus\": \"-0.01\"",
        "\"amount\": \"10.00\", \"bonus\": \"1e12\"",
        "\"amount\": \"100.00\", \"reversed_amount\": \"150.00\"",
        "\"amount\": \"100.00\", \"reversed_amount\": \"-1.00\"",
        "\"amount\": \"10.00\", \"items\": [{\"item_id\": \"good\", \"quantity\": 1, \"amount\": \"10.01\"}]",
        "\"amount\": \"10.00\", \"items\": [{\"item_id\": \"good\", \"amount\": \"-1\"}]",
        "\"amount\": \"10.00\", \"items\": [{\"item_id\": \"a\", \"amount\": \"6\"}, {\"item_id\": \"b\", \"amount\": \"6\"}]"
      })
  void amounts_that_cannot_be_right_wait_for_finance_alone(String fields) {
    refunds = refund("rf-bad", fields) + "," + GOOD_REFUND;
    accept();

    assertThat(theCase("REFUND_AMOUNT_INVALID").owner()).isEqualTo("finance");
    assertThat(refundIds()).containsExactly("rf-good");
    assertThat(events())
        .contains("refund-completed rf-good")
        .doesNotContain("refund-completed rf-bad");

    refunds = refund("rf-bad", "\"amount\": \"7.00\"") + "," + GOOD_REFUND;
    accept();

    assertThat(open("REFUND_AMOUNT_INVALID")).isEmpty();
    assertThat(refundIds()).containsExactly("rf-bad", "rf-good");
    assertThat(events()).contains("refund-completed rf-bad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"amount\": \"0\"",
        "\"amount\": \"9999999999.99\"",
        "\"amount\": 24.9500",
        "\"amount\": \"24.95000000000000000000000000000000000000000\"",
        "\"amount\": \"100.00\", \"reversed_amount\": \"100.00\"",
        "\"amount\": \"9.00\", \"fees\": [{\"amount\": \"1.00\"}], \"items\": [{\"item_id\": \"good\", \"amount\": \"10.00\"}]"
      })
  void amounts_at_the_bounds_are_taken(String fields) {
    refunds = refund("rf-1", fields);
    accept();

    assertThat(open("REFUND_AMOUNT_INVALID")).isEmpty();
    assertThat(refundIds()).containsExactly("rf-1");
  }

  @Test
  void a_known_refund_stays_as_it_was_while_reveni_says_what_cannot_be() {
    accept();
    ReturnSnapshot.Refund known = state().snapshot().refunds().get(0);

    refunds = refund("rf-good", "\"amount\": \"-10.00\"");
    accept();

    assertThat(theCase("REFUND_AMOUNT_INVALID").cause())
        .contains("refund rf-good")
        .contains("-10.00 EUR")
        .contains("below zero");
    assertThat(state().snapshot().refunds()).containsExactly(known);

    refunds = GOOD_REFUND;
    accept();
    assertThat(open("REFUND_AMOUNT_INVALID")).isEmpty();
  }

  @Test
  void a_refund_that_was_taken_in_before_there_were_bounds_is_no_better_for_being_known() {
    accept();
    world.database.update(
        "update return_state set document = jsonb_set(document, '{snapshot,refunds,0,amount}', '-100') where return_id = ?",
        asked.id());

    refunds = refund("rf-good", "\"amount\": \"-100.00\"");
    accept();

    theCase("REFUND_AMOUNT_INVALID");
    assertThat(refundIds()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"quantity\": \"two\"",
        "\"quantity\": 1.5",
        "\"quantity\": -1",
        "\"quantity\": 10001",
        "\"quantity\": 1e12",
        "\"quantity\": {}",
        "\"quantity\": null",
        "\"quantity\": 1, \"amount\": \"-1\"",
        "\"quantity\": 1, \"amount\": \"1e13\"",
        "\"quantity\": 1, \"amount\": \"NaN\"",
        "\"quantity\": 1, \"exchange\": {\"sku\": \"B\", \"price_difference\": \"1e30\"}",
        "\"quantity\": 1, \"exchange\": {\"sku\": \"B\", \"quantity\": -1}",
        "\"quantity\": 1, \"received_quantity\": \"many\"",
        "\"quantity\": 1, \"status\": []"
      })
  void one_item_that_cannot_be_read_is_held_back_alone(String fields) {
    status = "received";
    items = item("bad", fields) + "," + GOOD_ITEM;
    accept();

    ExceptionCase opened = theCase("EVENT_UNREADABLE");
    assertThat(opened.itemId()).isEqualTo("bad");
    assertThat(opened.cause()).contains("item bad").contains("of reveni-payload.yaml");
    assertThat(itemIds()).containsExactly("good");
    assertThat(refundIds()).containsExactly("rf-good");
    assertThat(state().units()).singleElement().matches(Unit::received);
    assertThat(events()).contains("return-received 1", "refund-completed rf-good");

    items = item("bad", "\"quantity\": 2") + "," + GOOD_ITEM;
    accept();

    assertThat(open("EVENT_UNREADABLE")).isEmpty();
    assertThat(state().units()).hasSize(3).allMatch(Unit::received);
    assertThat(events()).contains("return-received 3");
  }

  @Test
  void a_known_item_that_cannot_be_read_keeps_its_units_and_is_not_received() {
    items = item("known", "\"quantity\": 2") + "," + GOOD_ITEM;
    accept();

    status = "received";
    items = item("known", "\"quantity\": \"?\"") + "," + GOOD_ITEM;
    accept();

    assertThat(itemIds()).containsExactly("known", "good");
    assertThat(state().units())
        .filteredOn(u -> u.itemId().equals("known"))
        .hasSize(2)
        .noneMatch(Unit::released)
        .noneMatch(Unit::received);
    assertThat(state().units()).filteredOn(u -> u.itemId().equals("good")).allMatch(Unit::received);
  }

  @Test
  void an_item_of_which_the_id_is_missing_may_be_any_that_is_not_named() {
    items = item("a", "\"quantity\": 1") + "," + item("b", "\"quantity\": 1") + "," + GOOD_ITEM;
    accept();

    items = item("a", "\"quantity\": 1") + ", {\"sku\": \"TSHIRT\", \"quantity\": 1}";
    accept();

    assertThat(theCase("EVENT_UNREADABLE").cause()).contains("item number 2").contains("\"id\"");
    assertThat(itemIds()).containsExactly("a", "b", "good");
    assertThat(state().units()).noneMatch(Unit::released);

    items = item("a", "\"quantity\": 1");
    accept();

    assertThat(open("EVENT_UNREADABLE")).isEmpty();
    assertThat(itemIds()).containsExactly("a");
    assertThat(state().units()).filteredOn(u -> !u.itemId().equals("a")).allMatch(Unit::released);
  }

  @Test
  void what_has_the_same_id_is_held_back_and_stays_as_it_was() {
    accept();

    items = GOOD_ITEM + "," + item("good", "\"quantity\": 3") + "," + item("b", "\"quantity\": 1");
    refunds = GOOD_REFUND + "," + refund("rf-good", "\"amount\": \"99.00\"");
    accept();

    assertThat(open("EVENT_UNREADABLE"))
        .extracting(ExceptionCase::cause)
        .anySatisfy(c -> assertThat(c).contains("item good, several have this id"))
        .anySatisfy(c -> assertThat(c).contains("refund rf-good, several have this id"))
        .hasSize(2);
    assertThat(itemIds()).containsExactly("good", "b");
    assertThat(state().units()).hasSize(2);
    assertThat(state().snapshot().refunds())
        .singleElement()
        .satisfies(r -> assertThat(r.amount()).isEqualByComparingTo("10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"status\": \"completed\"",
        "\"amount\": {}",
        "\"amount\": \"1.00\", \"status\": {}",
        "\"amount\": \"1.00\", \"currency\": []",
        "\"amount\": \"1.00\", \"completed_at\": \"yesterday\"",
        "\"amount\": \"1.00\", \"completed_at\": \"9999-12-31T00:00:00Z\"",
        "\"amount\": \"1.00\", \"completed_at\": \"0001-01-01T00:00:00Z\"",
        "\"amount\": \"1.00\", \"fees\": {}",
        "\"amount\": \"1.00\", \"items\": [{\"quantity\": 1}]",
        "\"amount\": \"1.00\", \"items\": [{\"item_id\": \"good\", \"quantity\": -1}]"
      })
  void one_refund_that_cannot_be_read_is_held_back_alone(String fields) {
    refunds = "{\"id\": \"rf-bad\", " + fields + "}, " + GOOD_REFUND;
    accept();

    assertThat(theCase("EVENT_UNREADABLE").cause()).contains("refund rf-bad");
    assertThat(refundIds()).containsExactly("rf-good");

    refunds = GOOD_REFUND;
    accept();
    assertThat(open("EVENT_UNREADABLE")).isEmpty();
  }

  @Test
  void a_shipment_that_cannot_be_read_takes_no_tracking_number_away() {
    shipments =
        "{\"tracking_number\": \"1Z\", \"status\": \"in_transit\"}, {\"tracking_number\": \"2Z\"}";
    accept();

    shipments =
        "{\"tracking_number\": [], \"status\": \"delivered\"}, {\"tracking_number\": \"2Z\"}";
    accept();

    assertThat(theCase("EVENT_UNREADABLE").cause()).contains("shipment number 1");
    assertThat(state().snapshot().shipments())
        .extracting(ReturnSnapshot.Shipment::trackingNumber)
        .containsExactlyInAnyOrder("1Z", "2Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"items", "refunds", "shipments"})
  void what_is_held_back_keeps_a_finished_return_in_the_sweep(String list) {
    status = "cancelled";
    refunds = "";
    items = list.equals("items") ? item("bad", "\"quantity\": {}") : "";
    refunds = list.equals("refunds") ? refund("bad", "\"amount\": {}") : "";
    shipments = list.equals("shipments") ? "{\"status\": {}}" : "";
    accept();

    assertThat(
            world.database.query(
                "select unfinished from return_state where return_id = ?",
                r -> r.flag(1),
                asked.id()))
        .containsExactly(true);
  }

  @Test
  void control_characters_and_halves_of_characters_are_taken_out() {
    more = "\"type\": \"re\\u0000fund\",";
    items = item("go\\u0000od", "\"quantity\": 1").replace("too_small", "too\\u0007_sm\\ud800all");
    shipments =
        "{\"tracking_number\": \"1Z\\u0000\\u009f9\\udc009\\u007f\", \"carrier\": \"\\u0001\"}";
    accept();

    assertThat(state().snapshot().shipments().get(0).trackingNumber()).isEqualTo("1Z99");
    assertThat(state().snapshot().shipments().get(0).carrier()).isEmpty();
    assertThat(state().snapshot().items().get(0).itemId()).isEqualTo("good");
    assertThat(state().snapshot().items().get(0).reason()).isEqualTo("too_small");
    assertThat(state().snapshot().type()).isEqualTo("refund");
    assertThat(open("EVENT_UNREADABLE")).isEmpty();
  }

  @Test
  void a_text_that_is_too_long_holds_back_what_it_is_of_and_names_the_field() {
    String thousand = "x".repeat(1_000);
    items =
        item("good", "\"quantity\": 1").replace("too_small", thousand)
            + ","
            + item("bad", "\"quantity\": 1").replace("too_small", thousand + "x");
    shipments = "{\"tracking_number\": \"" + thousand + "x\"}";
    accept();

    assertThat(open("EVENT_UNREADABLE"))
        .extracting(ExceptionCase::cause)
        .anySatisfy(c -> assertThat(c).contains("item bad").contains("items.reason"))
        .anySatisfy(c -> assertThat(c).contains("shipments.tracking-number"))
        .hasSize(2);
    assertThat(itemIds()).containsExactly("good");
  }

  @Test
  void an_id_that_no_index_can_hold_is_refused_and_never_cut() {
    items =
        item("é".repeat(900), "\"quantity\": 1") + "," + item("i".repeat(1_000), "\"quantity\": 1");
    accept();

    assertThat(theCase("EVENT_UNREADABLE").cause()).contains("item number 1").contains("items.id");
    assertThat(itemIds()).containsExactly("i".repeat(1_000));
  }

  @ParameterizedTest
  @CsvSource({
    "9999-12-31T00:00:00Z,return.updated-at",
    "+999999999-12-31T23:59:59Z,return.updated-at",
    "0001-01-01T00:00:00Z,return.updated-at",
    "99999999999,return.updated-at",
    "soon,return.updated-at"
  })
  void a_time_that_cannot_be_is_unreadable_and_the_true_answer_is_taken(String time, String field) {
    updatedAt = time;
    assertThat(refused().values().get("detail")).contains(field);
    assertThat(world.states.find(asked)).isEmpty();

    updatedAt = NOW.toString();
    accept();

    assertThat(state().snapshot().updatedAt()).isEqualTo(NOW);
    assertThat(open("EVENT_UNREADABLE")).isEmpty();
  }

  @Test
  void reveni_s_clock_may_be_a_little_ahead() {
    updatedAt = NOW.plus(Duration.ofMinutes(4)).toString();
    accept();

    updatedAt = NOW.plus(Duration.ofHours(1)).toString();
    refused();

    updatedAt = NOW.plus(Duration.ofMinutes(4)).toString();
    more = "\"created_at\": \"2031-01-01T00:00:00Z\",";
    assertThat(refused().values().get("detail")).contains("return.created-at");
  }

  @Test
  void what_was_known_of_a_time_to_come_outdates_no_true_answer() {
    accept();
    world.database.update(
        "update return_state set document = jsonb_set(document, '{snapshot,updatedAt}', '\"9999-12-31T00:00:00Z\"') where return_id = ?",
        asked.id());
    assertThat(state().snapshot().updatedAt()).isAfter(NOW);

    status = "shipped";
    accept();

    assertThat(state().snapshot().updatedAt()).isEqualTo(NOW);
    assertThat(state().snapshot().status()).isEqualTo("shipped");
  }

  @Test
  void the_answer_about_another_return_is_stored_under_neither() {
    id = "another";
    assertThat(refused().values().get("detail")).contains("return.id");

    assertThat(world.states.find(asked)).isEmpty();
    assertThat(world.states.find(new ReturnId("es", "another"))).isEmpty();

    id = asked.id();
    accept();
    assertThat(open("EVENT_UNREADABLE")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"id\": null", "\"id\": \"\"", "\"id\": 1", "\"x\": 1", "\"id\": [\"r\"]"})
  void an_answer_that_does_not_say_whose_it_is_is_unreadable(String instead) {
    raw = json().replaceFirst("\"id\": \"" + id + "\"", instead);
    refused();

    raw = raw.replace("in_progress", "incomplete");
    refused();
  }

  @Test
  void so_many_units_that_each_would_be_an_object_are_refused_before() {
    items =
        IntStream.range(0, 400)
            .mapToObj(i -> item("i" + i, "\"quantity\": 10000"))
            .collect(Collectors.joining(","));
    assertThat(refused().values().get("detail")).contains("items.quantity").contains("10,000");

    items = item("a", "\"quantity\": 5000") + "," + item("b", "\"quantity\": 5001");
    refused();

    items = GOOD_ITEM;
    accept();
    assertThat(open("EVENT_UNREADABLE")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"items", "refunds", "shipments"})
  void more_elements_than_any_return_has_are_refused(String list) {
    String many =
        IntStream.range(0, 501)
            .mapToObj(i -> "{\"id\": \"x" + i + "\"}")
            .collect(Collectors.joining(","));
    items = list.equals("items") ? many : GOOD_ITEM;
    refunds = list.equals("refunds") ? many : "";
    shipments = list.equals("shipments") ? many : "";

    assertThat(refused().values().get("detail")).contains(list).contains("501");
  }

  @Test
  void what_is_too_large_or_too_deep_or_no_json_is_refused_without_a_word_of_it() {
    raw = "[".repeat(100_000);
    refused();
    raw = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
    refused();
    raw = "{\"id\":\"r\",\"x\":[" + "{},".repeat(600_000) + "{}]}";
    refused();
    raw = json().replace("\"EUR\"", "\"" + "x".repeat(2 * 1024 * 1024) + "\"");
    assertThat(refused().values().get("detail")).contains("2 MiB");
    raw = "{\"id\":\"r\",\"x\":" + "9".repeat(100_000) + "}";
    refused();
    raw = "{\"id\": maria@example.com}";
    assertThat(refused().values().get("detail")).contains("line 1").doesNotContain("maria");

    raw = null;
    accept();
    assertThat(open("EVENT_UNREADABLE")).isEmpty();
  }

  @Test
  void a_word_that_is_not_known_is_shown_short() {
    String word = "moon".repeat(200);
    status = word;
    items = GOOD_ITEM.replace("pending", word);
    refunds = GOOD_REFUND.replace("completed", word);
    accept();

    assertThat(open("STATUS_UNKNOWN"))
        .hasSize(3)
        .allSatisfy(c -> assertThat(c.cause()).hasSizeLessThan(400));
  }

  @Test
  void states_of_before_are_read_as_they_are() {
    accept();
    String document = Json.write(state()).replaceAll(",?\"heldBack\":\\[\\]", "");

    assertThat(Json.read(document, ReturnState.class)).isEqualTo(state());
  }

  @Test
  void what_was_told_as_of_a_time_to_come_is_told_as_of_when_it_was_saved() throws IOException {
    status = "cancelled";
    accept();
    world.database.update(
        """
        update return_state set terminal_since = '9999-12-31', reveni_at = '9999-12-31', in_sweep = false,
          document = jsonb_set(document, '{timeline,0,at}', '"9999-12-31T00:00:00Z"') where return_id = ?
        """,
        asked.id());
    ReturnState before = state();

    world.database.update(
        Files.readString(Path.of("src/main/resources/db/migration/V24__times_to_come.sql")));

    assertThat(state().timeline()).hasSameSizeAs(before.timeline());
    assertThat(state().timeline()).allMatch(e -> !e.at().isAfter(Instant.now()));
    assertThat(state().timeline().get(1)).isEqualTo(before.timeline().get(1));
    assertThat(
            world.database.query(
                "select in_sweep and terminal_since <= now() from return_state where return_id = ?",
                r -> r.flag(1),
                asked.id()))
        .containsExactly(true);
  }
}
