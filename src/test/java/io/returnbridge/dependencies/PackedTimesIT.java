package io.returnbridge.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * Nothing that the build packs says when it was built, and it stands in order, so that two builds
 * can be compared, as CONTRIBUTING.md says. The libraries are as they were fetched.
 */
class PackedTimesIT {

  private static final Path PACKAGE = Path.of("target", "quarkus-app");

  private static List<Path> packed() throws IOException {
    List<Path> jars = new ArrayList<>(List.of(PACKAGE.resolve("quarkus-run.jar")));
    for (String folder : List.of("app", "quarkus")) {
      try (Stream<Path> files = Files.list(PACKAGE.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
      }
    }
    return jars;
  }

  private static LocalDateTime released() throws IOException {
    Matcher time =
        Pattern.compile("<project.build.outputTimestamp>(.*)Z</project.build.outputTimestamp>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(time.find()).isTrue();
    return LocalDateTime.parse(time.group(1));
  }

  @Test
  void whatever_the_build_packs_has_the_time_of_the_release_and_stands_in_order() throws Exception {
    List<Path> jars = packed();

    assertThat(jars).hasSizeGreaterThan(3);
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        List<? extends ZipEntry> entries = zip.stream().toList();
        assertThat(entries)
            .as(jar.toString())
            .isNotEmpty()
            .allSatisfy(
                entry -> {
                  assertThat(entry.getTimeLocal()).as(entry.getName()).isEqualTo(released());
                  // Where there is a second time it is one of a zone.
                  assertThat(entry.getLastModifiedTime().toInstant().getNano()).isZero();
                  assertThat(entry.getCreationTime()).as(entry.getName()).isNull();
                });
        assertThat(entries.stream().map(ZipEntry::getName).filter(n -> !n.startsWith("META-INF/")))
            .as(jar.toString())
            .isSorted();
      }
    }
  }
}
