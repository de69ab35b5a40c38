package io.returnbridge.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, postgres-linux-arm_64.txz",
  })
  void a_servers_machine_finds_its_programs_in_the_package(String os, String arch, String archive) {
    // When
    String found = PostgresBinaries.archive(os, arch);
    // Then
    assertThat(found).isEqualTo(archive);
    assertThat(PostgresBinaries.class.getClassLoader().getResource(found)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
    "Mac OS X, x86_64, postgres-darwin-x86_64.txz",
  })
  void a_developers_mac_finds_what_its_profile_brings(String os, String arch, String archive) {
    assertThat(PostgresBinaries.archive(os, arch)).isEqualTo(archive);
  }
}
