package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.Returns;
import io.returnbridge.model.Scan;
import io.returnbridge.store.Scans;
import io.returnbridge.store.Scans.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CorrectionsTest {

  private final List<Scans.Stored> scans = new ArrayList<>();

  /**
   * @param minute when it was scanned; all arrive in the order in which they are named here
   */
  private Scan arrives(String id, @Nullable String corrects, int minute) {
    Scan scan =
        new Scan(
            "warehouse",
            id,
            "r1",
            null,
            "es",
            "TSHIRT",
            1,
            "a",
            Returns.T0.plusSeconds(60L * minute),
            null,
            null,
            corrects);
    scans.add(
        new Scans.Stored(
            scan,
            "c",
            Returns.ID,
            Status.ACCEPTED,
            null,
            Returns.T0.plusSeconds(3600 + scans.size())));
    return scan;
  }

  private String latest(Scan scan) {
    return new Corrections(scans).latest(scan).scan().scanId();
  }

  private boolean early(Scan scan) {
    return new Corrections(scans).isEarly(scan);
  }

  @Test
  void a_scan_that_nobody_corrects_counts() {
    Scan scan = arrives("s1", null, 1);
    arrives("s2", null, 2);

    assertThat(latest(scan)).isEqualTo("s1");
    assertThat(early(scan)).isFalse();
  }

  @Test
  void a_correction_counts_whether_it_arrives_before_or_after_what_it_corrects() {
    Scan correction = arrives("c1", "s1", 2);
    assertThat(early(correction)).isTrue();

    Scan original = arrives("s1", null, 1);

    assertThat(early(correction)).isFalse();
    assertThat(latest(original)).isEqualTo("c1");
    assertThat(new Corrections(scans).refs(original))
        .containsExactlyInAnyOrder("warehouse/s1", "warehouse/c1");
  }

  @Test
  void of_two_corrections_of_one_scan_that_counts_which_was_scanned_later() {
    Scan original = arrives("s1", null, 1);
    arrives("c2", "s1", 5);
    arrives("c1", "s1", 3);

    assertThat(latest(original)).isEqualTo("c2");
  }

  @Test
  void scanned_at_one_time_the_one_that_arrived_last_counts() {
    Scan original = arrives("s1", null, 1);
    arrives("c1", "s1", 1);
    arrives("c2", "s1", 1);

    assertThat(latest(original)).isEqualTo("c2");
  }

  @Test
  void a_correction_of_a_correction_is_later_than_it_whatever_the_clocks_say() {
    arrives("c3", "c2", 2);
    arrives("c1", "s1", 3);
    arrives("c2", "s1", 4);
    Scan original = arrives("s1", null, 9);

    assertThat(latest(original)).isEqualTo("c3");
  }

  @Test
  void a_clock_that_runs_ahead_does_not_win_for_ever() {
    Scan original = arrives("s1", null, 1);
    arrives("c1", "s1", 60 * 24 * 365);
    arrives("c2", "s1", 120);

    assertThat(latest(original)).isEqualTo("c2");
  }

  @Test
  void scans_that_correct_each_other_in_a_circle_wait_and_void_nothing() {
    Scan one = arrives("c1", "c2", 1);
    Scan other = arrives("c2", "c1", 2);

    assertThat(early(one)).isTrue();
    assertThat(early(other)).isTrue();
    assertThat(latest(one)).isEqualTo("c1");
    assertThat(latest(other)).isEqualTo("c2");
  }
}
