package io.returnbridge.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.exceptions.CaseBook;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.exceptions.ExceptionCase;
import io.returnbridge.exceptions.Origin;
import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Batches, quiet hours, and each case once a channel; on a real PostgreSQL, with a clock at hand.
 */
class DigestsTest {

  private static final Recipient CX_MAIL = new Recipient("cx", Channel.EMAIL);
  private static final Recipient CX_HOOK = new Recipient("cx", Channel.WEBHOOK);
  private static final Recipient FINANCE_MAIL = new Recipient("finance", Channel.EMAIL);
  private static final String QUIET = "ALERTS_QUIET_HOURS";

  private final Mappings mappings = Mappings.load(Path.of("mappings"));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Database database;
  private Cases cases;
  private CaseBook caseBook;
  private AlertBook book;
  private Instant now;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, mappings);
    caseBook = new CaseBook(database);
    book = new AlertBook(database);
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** A process: its clock is the test's. */
  private Digests digests(boolean resolved, String... variables) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "CTP_PROJECT_KEY", "shop",
                "CTP_CLIENT_ID", "id",
                "CTP_CLIENT_SECRET", "secret",
                "CTP_AUTH_URL", "https://auth.example.com",
                "CTP_API_URL", "https://api.example.com",
                "CTP_SCOPES", "manage_orders:shop"));
    all.put("ALERTS_SMTP_HOST", "smtp.example.com");
    all.put("ALERTS_EMAIL_FROM", "returns@example.com");
    all.put("ALERTS_EMAIL_CX", "cx@example.com");
    all.put("ALERTS_EMAIL_FINANCE", "finance@example.com");
    all.put("ALERTS_WEBHOOK_URL_CX", "https://hooks.example.com/cx");
    for (String variable : variables) {
      int at = variable.indexOf('=');
      all.put(variable.substring(0, at), variable.substring(at + 1));
    }
    AlertRules rules =
        new AlertRules(
            Duration.ofMinutes(2),
            Duration.ofMinutes(15),
            Duration.ofMinutes(1),
            true,
            resolved,
            Duration.ofMinutes(1),
            Duration.ofMinutes(15));
    return new Digests(
        database,
        book,
        rules,
        new AlertMetrics(registry, book),
        cases,
        mappings,
        Settings.read(all),
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        });
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  private void minutes(int minutes) {
    after(Duration.ofMinutes(minutes));
  }

  /** A case that is opened now, as the test's clock says. */
  private void open(String code, String returnId) {
    cases.add(
        new Origin("accept-return", "es/" + returnId, new ReturnId("es", returnId), null, null),
        Trouble.of(code, Map.of()));
    database.update(
        "update exception_case set opened_at = ? where return_id = ? and code = ?",
        now,
        returnId,
        code);
  }

  private void resolve(String code, String returnId) {
    cases.resolve(code, new ReturnId("es", returnId), "", "The trouble has gone");
    database.update("update exception_case set resolved_at = ? where return_id = ?", now, returnId);
  }

  /** What goes out at a tick of the clock, all of it successfully. */
  private static List<Digest> tick(Digests digests) {
    List<Digest> sent = new ArrayList<>();
    for (Recipient recipient : digests.candidates()) {
      Optional<Digest> digest = digests.plan(recipient, false);
      digest.ifPresent(sent::add);
      digest.ifPresent(digests::sent);
    }
    digests.settle();
    return sent;
  }

  private static Digest only(List<Digest> digests) {
    assertThat(digests).hasSize(1);
    return digests.get(0);
  }

  private List<ExceptionCase> undelivered() {
    return caseBook.list(new CaseBook.Filter(null, null, "ALERTS_UNDELIVERED", null), null, 10);
  }

  @Test
  void new_cases_are_collected_and_told_once_to_their_owner_on_each_channel() {
    Digests digests = digests(false);
    open("REASON_MISSING", "r1");
    minutes(1);
    open("REASON_UNMAPPED", "r2");
    open("REFUND_AMOUNT_INEXACT", "r3");
    assertThat(tick(digests)).isEmpty();

    minutes(1);
    List<Digest> sent = tick(digests);
    assertThat(sent).extracting(Digest::recipient).containsExactlyInAnyOrder(CX_MAIL, CX_HOOK);
    assertThat(sent)
        .allSatisfy(
            d ->
                assertThat(d.counts())
                    .extracting(Digest.Count::code)
                    .containsExactly("REASON_MISSING", "REASON_UNMAPPED"));
    minutes(1);
    assertThat(tick(digests)).extracting(Digest::recipient).containsExactly(FINANCE_MAIL);

    minutes(60);
    assertThat(tick(digests)).isEmpty();
    assertThat(tick(digests(false))).isEmpty();
  }

  @Test
  void after_a_digest_its_owner_is_left_alone_for_a_while_and_others_are_not() {
    Digests digests = digests(false);
    open("REASON_MISSING", "r1");
    minutes(2);
    assertThat(tick(digests)).hasSize(2);

    open("REASON_MISSING", "r2");
    open("REFUND_AMOUNT_INEXACT", "r3");
    minutes(14);
    assertThat(tick(digests)).extracting(Digest::recipient).containsExactly(FINANCE_MAIL);
    open("REASON_MISSING", "r4");
    minutes(1);
    assertThat(tick(digests)).hasSize(2).allSatisfy(d -> assertThat(d.fresh()).isEqualTo(2));
  }

  @Test
  void a_critical_case_shortens_both_times() {
    Digests digests = digests(false);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    assertThat(tick(digests)).hasSize(1);

    open("REFUND_AMOUNT_INEXACT", "r2");
    open("OVER_REFUND", "r3");
    assertThat(tick(digests)).isEmpty();
    minutes(1);
    Digest digest = only(tick(digests));
    assertThat(digest.fresh()).isEqualTo(2);
    assertThat(digest.critical()).isEqualTo(1);
    assertThat(digest.counts().get(0)).isEqualTo(new Digest.Count("OVER_REFUND", 1, 1));
    assertThat(digest.cases().get(0).code()).isEqualTo("OVER_REFUND");
  }

  @Test
  void what_ends_by_itself_before_it_is_due_is_told_to_nobody() {
    Digests digests = digests(false);
    open("REASON_MISSING", "r1");
    minutes(1);
    resolve("REASON_MISSING", "r1");
    minutes(30);

    assertThat(tick(digests)).isEmpty();
  }

  @Test
  void two_thousand_troubles_make_one_digest_of_counts_and_twenty_cases() {
    Digests digests = digests(false);
    open("REASON_MISSING", "r1");
    open("REASON_UNMAPPED", "r1");
    database.update(
        """
        insert into exception_case (id, code, owner, severity, verdict, status, step, store, return_id, work_subject,
          cause, next_step, opened_at)
        select id || '-' || n, code, owner, severity, verdict, status, step, store, 'r' || n, 'es/r' || n,
          cause, next_step, opened_at
        from exception_case, generate_series(2, 1800) n where code = 'REASON_UNMAPPED' or n <= 200
        """);
    minutes(2);

    List<Digest> sent = tick(digests);
    assertThat(sent).hasSize(2);
    assertThat(sent)
        .allSatisfy(
            d -> {
              assertThat(d.counts())
                  .containsExactly(
                      new Digest.Count("REASON_UNMAPPED", 1800, 0),
                      new Digest.Count("REASON_MISSING", 200, 0));
              assertThat(d.cases()).hasSize(20);
            });
    minutes(60);
    assertThat(tick(digests)).isEmpty();
  }

  @Test
  void that_told_cases_are_resolved_is_told_only_where_it_is_wanted() {
    Digests silent = digests(false);
    Digests telling = digests(true);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    assertThat(tick(silent)).hasSize(1);
    resolve("REFUND_AMOUNT_INEXACT", "r1");
    open("REFUND_AMOUNT_INEXACT", "r2");
    resolve("REFUND_AMOUNT_INEXACT", "r2");
    minutes(20);

    assertThat(tick(silent)).isEmpty();
    Digest digest = only(tick(telling));
    assertThat(digest.fresh()).isZero();
    assertThat(digest.resolved()).isEqualTo(1);
    assertThat(digest.resolvedCases().get(0).code()).isEqualTo("REFUND_AMOUNT_INEXACT");
    minutes(20);
    assertThat(tick(telling)).isEmpty();
  }

  @Test
  void quiet_hours_hold_back_all_but_critical_cases_and_end_with_one_digest() {
    now = Instant.parse("2026-11-20T21:30:00Z");
    Digests digests = digests(false, QUIET + "=22:00-07:00", "REPORT_TIME_ZONE=Europe/Madrid");
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(30);
    open("REFUND_AMOUNT_INEXACT", "r2");
    assertThat(tick(digests)).isEmpty();

    open("OVER_REFUND", "r3");
    minutes(1);
    Digest critical = only(tick(digests));
    assertThat(critical.fresh()).isEqualTo(1);
    assertThat(critical.counts().get(0).code()).isEqualTo("OVER_REFUND");

    now = Instant.parse("2026-11-21T05:59:00Z");
    assertThat(tick(digests)).isEmpty();
    minutes(1);
    assertThat(only(tick(digests)).fresh()).isEqualTo(2);
    minutes(20);
    assertThat(tick(digests)).isEmpty();
  }

  @Test
  void an_owner_may_have_quiet_hours_of_his_own() {
    now = Instant.parse("2026-11-20T12:00:00Z");
    Digests digests = digests(false, QUIET + "_CX=11:00-14:00");
    open("REASON_MISSING", "r1");
    open("REFUND_AMOUNT_INEXACT", "r2");
    minutes(2);

    assertThat(tick(digests)).extracting(Digest::recipient).containsExactly(FINANCE_MAIL);
  }

  @Test
  void the_night_on_which_the_clocks_change_ends_by_the_wall() {
    now = Instant.parse("2026-03-28T22:00:00Z");
    Digests digests = digests(false, QUIET + "=22:00-07:00", "REPORT_TIME_ZONE=Europe/Madrid");
    open("REFUND_AMOUNT_INEXACT", "r1");
    now = Instant.parse("2026-03-29T04:59:00Z");
    assertThat(tick(digests)).isEmpty();
    minutes(1);
    assertThat(tick(digests)).hasSize(1);
  }

  @Test
  void a_crash_between_sending_and_marking_sends_the_same_digest_again() {
    Digests digests = digests(false);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    Digest lost = digests.plan(FINANCE_MAIL, false).orElseThrow();
    open("REFUND_AMOUNT_INEXACT", "r2");

    assertThat(digests(false).plan(FINANCE_MAIL, false)).isEmpty();
    minutes(2);
    Digest again = only(tick(digests(false)));
    assertThat(again.id()).isEqualTo(lost.id());
    assertThat(again.cases()).isEqualTo(lost.cases());

    minutes(15);
    Digest next = only(tick(digests(false)));
    assertThat(next.id()).isNotEqualTo(lost.id());
    assertThat(next.cases()).hasSize(1).doesNotContainAnyElementsOf(lost.cases());
  }

  @Test
  void a_killed_process_that_was_alone_leaves_no_claim() {
    Digests digests = digests(false);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    assertThat(digests.plan(FINANCE_MAIL, false)).isPresent();

    book.freeClaims();
    assertThat(tick(digests(false))).hasSize(1);
  }

  @Test
  void a_channel_that_is_away_holds_back_no_other_and_is_tried_less_and_less_often() {
    Digests digests = digests(false);
    open("REASON_MISSING", "r1");
    minutes(2);
    Digest first = digests.plan(CX_MAIL, false).orElseThrow();
    digests.notSent(first, "no connection", false);
    assertThat(tick(digests)).extracting(Digest::recipient).containsExactly(CX_HOOK);

    assertThat(digests.plan(CX_MAIL, false)).isEmpty();
    assertThat(digests.plan(CX_MAIL, true)).isPresent();
    book.freeClaims();
    minutes(1);
    digests.notSent(digests.plan(CX_MAIL, false).orElseThrow(), "no connection", false);
    minutes(1);
    assertThat(digests.plan(CX_MAIL, false)).isEmpty();
    minutes(1);
    open("REASON_UNMAPPED", "r2");
    Digest late = only(tick(digests));
    assertThat(late.recipient()).isEqualTo(CX_MAIL);
    assertThat(late.fresh()).as("what has become new since").isEqualTo(2);
    assertThat(
            registry
                .counter("returnbridge.alerts.failed", "owner", "cx", "channel", "email")
                .count())
        .isEqualTo(2);
  }

  @Test
  void what_may_have_arrived_is_sent_again_as_it_was() {
    Digests digests = digests(false);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    Digest first = digests.plan(FINANCE_MAIL, false).orElseThrow();
    digests.notSent(first, "no answer", true);
    open("REFUND_AMOUNT_INEXACT", "r2");
    minutes(1);

    Digest again = only(tick(digests));
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.fresh()).isEqualTo(1);
  }

  @Test
  void what_was_not_told_for_an_hour_is_one_case_that_ends_by_itself() {
    Digests digests = digests(false);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    for (int i = 0; i < 3; i++) {
      digests.notSent(digests.plan(FINANCE_MAIL, true).orElseThrow(), "no connection", false);
      digests.settle();
      digests.settle();
      assertThat(undelivered()).isEmpty();
      minutes(20);
    }
    digests.notSent(digests.plan(FINANCE_MAIL, true).orElseThrow(), "no connection", false);
    digests.settle();
    database.update("update exception_case set last_seen_at = ?", now);
    digests.settle();
    ExceptionCase open = undelivered().get(0);
    assertThat(undelivered()).hasSize(1);
    assertThat(open.owner()).isEqualTo("integration");
    assertThat(open.cause()).contains("finance by e-mail since").contains("no connection");
    assertThat(open.count()).isEqualTo(1);

    digests.sent(digests.plan(FINANCE_MAIL, true).orElseThrow());
    digests.settle();
    assertThat(undelivered()).singleElement().matches(ExceptionCase::closed);
  }

  @Test
  void a_failure_is_forgotten_when_nothing_is_left_to_tell() {
    Digests digests = digests(false);
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(2);
    digests.notSent(digests.plan(FINANCE_MAIL, false).orElseThrow(), "no connection", false);
    resolve("REFUND_AMOUNT_INEXACT", "r1");
    minutes(90);

    tick(digests);
    assertThat(undelivered()).isEmpty();
  }

  @Test
  void nothing_set_tells_nobody() {
    open("REFUND_AMOUNT_INEXACT", "r1");
    minutes(60);
    Digests digests =
        digests(
            false,
            "ALERTS_SMTP_HOST=",
            "ALERTS_EMAIL_FROM=",
            "ALERTS_EMAIL_CX=",
            "ALERTS_EMAIL_FINANCE=",
            "ALERTS_WEBHOOK_URL_CX=");

    assertThat(tick(digests)).isEmpty();
  }
}
