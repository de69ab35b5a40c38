package io.returnbridge.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches, quiet hours, and each case once a channel. */
class DigestsTest extends DigestsOnPostgres {

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
