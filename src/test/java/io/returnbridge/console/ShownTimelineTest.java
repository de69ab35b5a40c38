package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.api.Answer;
import io.returnbridge.api.CaseFile;
import io.returnbridge.model.ReturnState.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ShownTimelineTest {

  private static final Instant T0 = Instant.parse("2026-11-02T09:14:05Z");

  private static TimelineEntry at(int minute, String event) {
    return new TimelineEntry(T0.plusSeconds(60L * minute), event, event);
  }

  private static CaseFile told(TimelineEntry... entries) {
    return new CaseFile(
        "r1",
        "RMA-1",
        null,
        "es",
        "received",
        new Answer("", ""),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(entries));
  }

  @Test
  void a_scan_that_waited_for_its_reason_stands_before_the_reason() {
    // Given
    TimelineEntry opened = at(0, "return-opened");
    TimelineEntry reason = at(5, "reason-classified");
    TimelineEntry scanned = at(3, "item-inspected");
    // Then
    assertThat(Shown.newestFirst(told(opened, reason, scanned)))
        .containsExactly(reason, scanned, opened);
  }

  @Test
  void of_what_happened_at_once_the_last_that_was_told_is_the_newest() {
    // Given
    TimelineEntry received = at(1, "return-received");
    TimelineEntry paid = at(1, "refund-completed");
    // Then
    assertThat(Shown.newestFirst(told(received, paid))).containsExactly(paid, received);
  }

  @Test
  void a_grade_and_its_place_have_their_names() {
    TimelineEntry inspected =
        new TimelineEntry(T0, "item-inspected", "2 × JEANS-32 graded a: saleable");
    assertThat(Shown.graded(inspected, Locale.ENGLISH))
        .isEqualTo("2 × JEANS-32: As new → Saleable stock");
    assertThat(Shown.graded(inspected, Locale.forLanguageTag("es")))
        .isEqualTo("2 × JEANS-32: Como nuevo → Stock vendible");
    assertThat(
            Shown.graded(
                new TimelineEntry(T0, "item-inspected", "1 × A b graded odd-one: not kept"),
                Locale.ENGLISH))
        .isEqualTo("1 × A b: Odd one → Not kept");
  }

  @Test
  void what_no_scan_said_has_none() {
    assertThat(Shown.graded(at(1, "Received: 2 of 2 units"), Locale.ENGLISH)).isNull();
  }
}
