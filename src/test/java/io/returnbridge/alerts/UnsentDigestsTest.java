package io.returnbridge.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.ExceptionCase;
import org.junit.jupiter.api.Test;

/** What becomes of digests that did not go out, or of which nobody knows. */
class UnsentDigestsTest extends DigestsOnPostgres {

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
}
