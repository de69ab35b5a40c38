package io.returnbridge.personaldata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Shoppers;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.evidence.Evidence;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is erased of a customer, when, and what is not. */
class ErasureTest {

  private static final EmailAddress ANA = EmailAddress.of("Ana@example.com").orElseThrow();
  private static final ReturnId ENDED = new ReturnId("es", "ended");
  private static final ReturnId OPEN = new ReturnId("uk", "open");
  private static final ReturnId OTHERS = new ReturnId("es", "others");

  private final List<RawWebhook> raw = new ArrayList<>();
  private final List<String> askedFor = new ArrayList<>();
  private Database database;
  private Cases cases;
  private Evidence evidence;
  private Erasure erasure;
  private Forget forget;

  @BeforeEach
  void record() {
    database = TestDatabase.clean();
    cases = new Cases(database, Mappings.load(Path.of("mappings")));
    evidence = new Evidence(database);
    erasure = new Erasure(database, new CustomerSearch(database, SHOP, webhooks()), evidence);
    forget =
        new Forget(
            database,
            new KeptWebhooks(database),
            erasure,
            TestSteps.topics(),
            TestSteps.ALL,
            30,
            90);
    returned(ENDED, "1001", true);
    returned(OPEN, "2001", false);
    returned(OTHERS, "3001", true);
  }

  private final Shoppers SHOP =
      new Shoppers() {
        @Override
        public Optional<Shopper> ofOrder(String orderNumber) {
          throw new IllegalStateException("nobody asks");
        }

        @Override
        public Set<String> ordersOf(Set<String> emails) {
          askedFor.addAll(emails);
          return Set.of("1001", "1002");
        }
      };

  private RawWebhooks webhooks() {
    return new RawWebhooks(database, null, null, TestSteps.topics(), TestSteps.ALL, 30) {
      @Override
      List<RawWebhook> find(Predicate<RawWebhook> wanted) {
        return raw.stream().filter(wanted).toList();
      }
    };
  }

  private void raw(String where, ReturnId about, String body, Instant until) {
    raw.add(
        new RawWebhook(
            where,
            where + "/0/" + raw.size(),
            about,
            Instant.now(),
            body.getBytes(StandardCharsets.UTF_8),
            "why",
            until));
  }

  /** With a case about it that is resolved, and a note. */
  private void returned(ReturnId id, String order, boolean terminal) {
    database.update(
        """
        insert into return_state (store, return_id, rma_number, order_number, status, terminal, reveni_at, document,
          version, unfinished)
        values (?, ?, ?, ?, 'received', ?, now(), ?::jsonb, 1, ?)
        """,
        id.store(),
        id.id(),
        "RMA-" + id.id(),
        order,
        terminal,
        Json.write(Returns.state(Returns.snapshot("received", 1, List.of(), List.of()))),
        !terminal);
    cases.open(
        new Origin("link-credit", id.subject(), id, "RMA-" + id.id(), order),
        Trouble.of("CREDIT_MISMATCH", Map.of("detail", "the amounts differ")));
    String opened =
        database
            .query("select id from exception_case where return_id = ?", r -> r.text(1), id.id())
            .get(0);
    database.update("update exception_case set status = 'resolved' where id = ?", opened);
    database.update(
        """
        insert into case_history (case_id, who, what, note, from_status, to_status)
        values (?, 'bo', 'resolved', 'Ana has rung', 'open', 'resolved')
        """,
        opened);
    evidence.of(id, null, null);
  }

  private List<String> notes(ReturnId id) {
    return database.query(
        """
        select h.note from case_history h join exception_case c on c.id = h.case_id
        where c.return_id = ? and h.who = 'bo'
        """,
        r -> r.text(1),
        id.id());
  }

  private boolean isNamedInEvidence(ReturnId id) {
    return Json.write(evidence.of(id, null, null)).contains("Ana");
  }

  private void look() {
    forget.run(Claim.none(new WakeUp("forget", "all", "test")));
  }

  @Test
  void notes_about_returns_that_have_ended_go_now_and_about_others_when_they_have() {
    raw("reveni.webhooks.v1", OPEN, "{\"email\": \"ANA@EXAMPLE.COM\"}", null);

    Receipt receipt = erasure.erase(ANA, "admin", false);

    assertThat(askedFor).containsOnly("Ana@example.com", "ana@example.com");
    assertThat(receipt.returns()).extracting(Customer.OfReturn::id).containsExactly(ENDED, OPEN);
    assertThat(notes(ENDED)).containsExactly("(erased)");
    assertThat(notes(OPEN)).containsExactly("Ana has rung");
    assertThat(notes(OTHERS)).containsExactly("Ana has rung");
    assertThat(isNamedInEvidence(ENDED)).isFalse();
    assertThat(isNamedInEvidence(OPEN)).isTrue();
    assertThat(Json.write(receipt)).doesNotContainIgnoringCase("ana@").doesNotContain("has rung");
    look();
    assertThat(notes(OPEN)).as("still under way").containsExactly("Ana has rung");

    database.update("update return_state set terminal = true, unfinished = false");
    look();

    assertThat(notes(OPEN)).containsExactly("(erased)");
    assertThat(isNamedInEvidence(OPEN)).isFalse();
    assertThat(database.query("select 1 from to_erase", r -> 1)).isEmpty();
    assertThat(notes(OTHERS)).containsExactly("Ana has rung");
  }

  @Test
  void a_dry_run_says_the_same_and_erases_nothing() {
    Receipt said = erasure.erase(ANA, "admin", true);

    assertThat(notes(ENDED)).containsExactly("Ana has rung");
    assertThat(isNamedInEvidence(ENDED)).isTrue();
    assertThat(database.query("select 1 from data_request", r -> 1)).isEmpty();
    assertThat(erasure.erase(ANA, "admin", false).erased()).isEqualTo(said.erased());
    assertThat(said.erased())
        .containsExactly(new Receipt.Part("case_history", "notes of people", 1L, null, null));
    assertThat(erasure.erase(ANA, "admin", false).erased()).as("twice").isEmpty();
  }

  @Test
  void webhooks_are_told_with_the_day_on_which_the_last_is_gone() {
    Instant first = Instant.parse("2026-12-01T00:00:00Z");
    raw("reveni.webhooks.v1", ENDED, "{\"email\": \"somebody@else.example\"}", first);
    raw("reveni.webhooks.v1", null, "{\"email\": \"ana@example.com\"}", first.plusSeconds(60));
    raw("reveni.webhooks.v1", OTHERS, "{\"email\": \"susana@example.com\"}", first.plusSeconds(99));
    raw("intake_spool", null, "ana@example.com", null);

    assertThat(erasure.erase(ANA, "admin", true).toCome())
        .containsExactly(
            new Receipt.Part("intake_spool", "webhooks as Reveni sent them", 1L, "why", null),
            new Receipt.Part(
                "reveni.webhooks.v1",
                "webhooks as Reveni sent them",
                2L,
                "why",
                first.plusSeconds(60)));
  }

  @Test
  void webhooks_in_tables_are_found_with_what_their_key_says_and_why_they_are_kept() {
    database.update(
        """
        insert into intake_spool (topic, record_key, headers, body)
        values ('reveni.webhooks.v1', 'open', '{"store": "uk"}', 'ana@example.com'), ('t', 'x', '{}', 'bo')
        """);
    new KeptWebhooks(database)
        .keep(
            new KeptWebhooks.Kept(
                "es", "ev-1", "ana@example.com".getBytes(StandardCharsets.UTF_8)));
    for (String step : List.of("gone", "link-credit")) {
      database.update(
          """
          insert into own_record (step, subject, place, key, value, headers)
          values (?, 's', 'reveni.webhooks.v1/0/' || ?, 'ended', 'ana@example.com', '{"store": "ZXM="}'),
            (?, 's', 'finance.credits.v1/0/' || ?, '\\xff', 'ana@example.com', '{}'),
            (?, 's', 'reveni.webhooks.v1/1/' || ?, '\\xff00', 'bo', '{}')
          """,
          step,
          step,
          step,
          step,
          step,
          step);
    }

    List<RawWebhook> found = webhooks().inTables(w -> ANA.isIn(w.body()));

    assertThat(found)
        .extracting(RawWebhook::where)
        .containsExactlyInAnyOrder("intake_spool", "kept_webhook", "own_record", "own_record");
    assertThat(found).extracting(RawWebhook::about).contains(OPEN, ENDED, null);
    assertThat(found.get(0).until()).as("goes by itself").isNull();
    assertThat(found.get(1).until()).isAfter(Instant.now().plus(Duration.ofDays(29)));
  }

  @Test
  void a_webhook_leads_to_a_return_and_that_to_the_others_of_its_order() {
    ReturnId sibling = new ReturnId("es", "sibling");
    returned(sibling, "3001", true);
    raw("reveni.webhooks.v1", OTHERS, "{\"email\": \"ana@example.com\"}", null);

    assertThat(erasure.erase(ANA, "admin", true).returns())
        .extracting(Customer.OfReturn::id)
        .containsExactlyInAnyOrder(ENDED, OTHERS, sibling);
  }

  @Test
  void nothing_else_of_the_history_can_be_changed() {
    for (String change :
        List.of(
            "update case_history set note = 'other'",
            "update case_history set note = '(erased)', who = 'other'",
            "update case_history set note = null",
            "delete from case_history")) {
      assertThatThrownBy(() -> database.update(change)).as(change).isNotNull();
    }
  }

  @Test
  void what_is_too_old_goes_and_what_is_still_to_be_done_stays() {
    KeptWebhooks kept = new KeptWebhooks(database);
    kept.keep(new KeptWebhooks.Kept("es", "old", new byte[] {1}));
    database.update("update kept_webhook set kept_at = now() - interval '30 days 1 minute'");
    kept.keep(new KeptWebhooks.Kept("es", "new", new byte[] {1}));
    for (String place : List.of("reveni.webhooks.v1/0/1", "finance.credits.v1/0/1")) {
      database.update(
          """
          insert into own_record (step, subject, place, value, headers, stored_at)
          values ('gone', 's', ?, '', '{}', now() - interval '31 days')
          """,
          place);
    }
    for (String age : List.of("91 days", "89 days")) {
      database.update(
          """
          insert into scan (source, scan_id, content, body, status, accepted_at)
          values ('w', ?, 'c', '{"sku": "A", "operator": "Otto"}', 'done', now() - ?::interval)
          """,
          age,
          age);
    }

    look();

    assertThat(database.query("select event_id from kept_webhook", r -> r.text(1)))
        .containsExactly("new");
    assertThat(database.query("select place from own_record", r -> r.text(1)))
        .containsExactly("finance.credits.v1/0/1");
    assertThat(
            database.query(
                "select scan_id from scan where body ->> 'operator' = 'Otto'", r -> r.text(1)))
        .containsExactly("89 days");
  }
}
