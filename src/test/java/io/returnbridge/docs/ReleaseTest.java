package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What has to be changed for a release, all at once: see CONTRIBUTING.md. */
class ReleaseTest {

  private static final Pattern NAMED =
      Pattern.compile("(?:\\breturnbridge:|\\bARG VERSION=|\\bnewTag: )(\\d[\\w.-]*)");

  private static String version() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>returnbridge</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  @Test
  void the_image_has_the_version_of_the_program_wherever_it_is_named() throws IOException {
    List<Path> files = new ArrayList<>(Pages.all());
    files.add(Path.of("docker", "compose.yaml"));
    files.add(Path.of("docker", "Dockerfile"));
    files.add(Path.of("docker/kubernetes/overlays/production/kustomization.yaml"));
    List<String> named = new ArrayList<>();
    for (Path file : files) {
      Matcher of = NAMED.matcher(Pages.text(file));
      while (of.find()) {
        named.add(file + " " + of.group(1));
      }
    }

    assertThat(named)
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(name).endsWith(" " + version()));
  }

  @Test
  void a_released_version_has_its_part_of_the_changelog() throws IOException {
    String changelog = Files.readString(Path.of("CHANGELOG.md"));
    if (version().endsWith("-SNAPSHOT")) {
      assertThat(changelog).contains("\n## Unreleased\n");
    } else {
      assertThat(changelog)
          .containsPattern("\n## " + Pattern.quote(version()) + " - \\d{4}-\\d\\d-\\d\\d\n");
    }
  }

  @Test
  void both_ways_to_the_image_start_from_the_same_java() throws IOException {
    Matcher java =
        Pattern.compile("(?m)^ARG JAVA=(\\S+)$")
            .matcher(Files.readString(Path.of("docker", "Dockerfile")));
    assertThat(java.find()).isTrue();
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<from><image>" + java.group(1) + "</image></from>");
  }
}
