package io.returnbridge.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoryTest {

  private static Component library(String version) {
    return new Component("org.example", "one", version, List.of("MIT"));
  }

  private static Advisory advisory(String from, String fixed, String waived) {
    return new Advisory("CVE-1", "org.example:one", from, fixed, "it breaks", "here", waived);
  }

  @ParameterizedTest
  @CsvSource({
    "4.1.9.Final, 4.1.10.Final",
    "3.27.2, 3.27.3.1",
    "3.27.3, 3.27.3.1",
    "5.6-alpha1, 5.6",
    "5.6-rc1, 5.6.1",
    "1.0.0-SNAPSHOT, 1.0.0",
    "2.9, 2.10"
  })
  void a_version_is_before_another(String one, String other) {
    assertThat(Version.of(one)).isLessThan(Version.of(other));
    assertThat(Version.of(other)).isGreaterThan(Version.of(one));
  }

  @ParameterizedTest
  @CsvSource({"5.6, 5.6.0", "4.1.140.Final, 4.1.140", "33.4-jre, 33.4"})
  void versions_are_the_same_however_they_are_written(String one, String other) {
    assertThat(Version.of(one)).isEqualByComparingTo(Version.of(other));
  }

  @Test
  void a_library_from_the_first_version_that_has_it_to_the_one_before_it_is_fixed_is_named() {
    List<Advisory> advisories = List.of(advisory("1.2", "1.4", ""));

    assertThat(Advisory.faults(List.of(library("1.1.9")), advisories)).isEmpty();
    assertThat(Advisory.faults(List.of(library("1.2")), advisories))
        .containsExactly("org.example:one 1.2 has CVE-1, it breaks: take 1.4 (here)");
    assertThat(Advisory.faults(List.of(library("1.3.99")), advisories)).hasSize(1);
    assertThat(Advisory.faults(List.of(library("1.4")), advisories)).isEmpty();
  }

  @Test
  void what_is_waived_is_not_named_and_a_reason_that_waives_nothing_is() {
    assertThat(Advisory.faults(List.of(library("1")), List.of(advisory("", "2", "not used"))))
        .isEmpty();
    assertThat(Advisory.faults(List.of(library("2")), List.of(advisory("", "2", "not used"))))
        .containsExactly("CVE-1 is waived and not met any more: take its reason out");
  }

  @Test
  void the_table_is_whole_and_has_its_date() throws IOException {
    Matcher date =
        Pattern.compile("As of (\\d{4}-\\d{2}-\\d{2})\\.")
            .matcher(Files.readString(Advisory.TABLE));

    assertThat(date.find()).isTrue();
    assertThat(LocalDate.parse(date.group(1))).isAfter(LocalDate.of(2026, 1, 1));
    assertThat(Advisory.all(Advisory.TABLE))
        .hasSizeGreaterThan(30)
        .allSatisfy(
            row -> {
              assertThat(row.component()).matches("[\\w.-]+:([\\w.-]+|\\*)");
              assertThat(row.fixed()).matches("\\d+[\\w.-]*");
              assertThat(row.source()).startsWith("https://");
              assertThat(row.what()).isNotBlank();
            });
  }
}
