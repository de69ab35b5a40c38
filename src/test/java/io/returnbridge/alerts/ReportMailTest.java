package io.returnbridge.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each report goes out once, by the means of alerts, beside the digests. */
class ReportMailTest extends DigestsOnPostgres {

  private static final Recipient REPORT = new Recipient("finance", AlertMedium.REPORT);

  private void made(String id, int minutesAgo) {
    database.update(
        """
        insert into report (id, name, day, as_of, sentence, complete, document, to_mail)
        values (?, 'daily-exceptions', '2026-12-01', ?, '', true, '{"rows": []}', true)
        """,
        id,
        now.minusSeconds(60L * minutesAgo));
  }

  private static List<String> ids(List<Digest> sent) {
    return sent.stream().map(d -> d.recipient().channel() + " " + d.id()).toList();
  }

  @Test
  void each_report_is_mailed_once_the_oldest_first_and_cases_are_none_of_its_business() {
    open("REFUND_AMOUNT_INEXACT", "r1");
    made("second", 1);
    made("first", 2);
    Digests digests = digests(false);

    assertThat(ids(tick(digests))).containsExactly("REPORT first");
    assertThat(ids(tick(digests))).containsExactly("REPORT second");
    assertThat(tick(digests(false))).isEmpty();
    minutes(2);
    assertThat(tick(digests)).extracting(Digest::recipient).containsExactly(FINANCE_MAIL);
  }

  @Test
  void one_that_may_have_arrived_and_one_that_has_not_are_sent_again_under_the_same_id() {
    made("r", 1);
    Digests digests = digests(false);
    Digest first = digests.plan(REPORT, false).orElseThrow();
    assertThat(digests.plan(REPORT, true)).as("it is being sent").isEmpty();
    digests.notSent(first, "no answer", true);
    assertThat(digests.plan(REPORT, false)).as("a pause").isEmpty();

    made("older", 5);
    minutes(1);
    Digest again = digests.plan(REPORT, false).orElseThrow();
    assertThat(again.id()).isEqualTo("r");
    digests.notSent(again, "refused", false);
    minutes(5);
    assertThat(ids(tick(digests))).containsExactly("REPORT older");
    assertThat(ids(tick(digests))).containsExactly("REPORT r");
  }

  @Test
  void quiet_hours_hold_it_back_and_nobody_gets_one_without_an_address() {
    made("r", 1);
    assertThat(tick(digests(false, QUIET + "=00:00-23:59"))).isEmpty();
    assertThat(digests(false, "ALERTS_EMAIL_FINANCE=").candidates()).isEmpty();
    assertThat(digests(false).plan(REPORT, false)).map(Digest::id).isEqualTo(Optional.of("r"));
  }

  @Test
  void one_that_never_gets_through_is_a_case() {
    made("r", 1);
    Digests digests = digests(false);
    digests.notSent(digests.plan(REPORT, false).orElseThrow(), "no answer", true);
    minutes(61);
    digests.settle();
    assertThat(undelivered()).hasSize(1);
    assertThat(undelivered().get(0).cause()).contains("finance by e-mail, with the report,");

    assertThat(ids(tick(digests))).containsExactly("REPORT r");
    assertThat(undelivered().get(0).status()).isEqualTo("resolved");
  }
}
