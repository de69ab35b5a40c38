package io.returnbridge.dependencies;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** A row of {@code src/test/advisories.csv}. */
record Advisory(
    String id,
    String component,
    String from,
    String fixed,
    String what,
    String source,
    String waived) {

  static final Path TABLE = Path.of("src", "test", "advisories.csv");

  static List<Advisory> all(Path table) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setCommentMarker('#')
            .setHeader()
            .setSkipHeaderRecord(true)
            .get();
    List<Advisory> all = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(table)) {
      for (CSVRecord row : format.parse(reader)) {
        all.add(
            new Advisory(
                row.get("id"),
                row.get("component"),
                row.get("from"),
                row.get("fixed"),
                row.get("what"),
                row.get("source"),
                row.get("waived")));
      }
    }
    return List.copyOf(all);
  }

  boolean isAbout(Component library) {
    String[] named = component.split(":", 2);
    Version version = Version.of(library.version());
    return named[0].equals(library.group())
        && (named[1].equals("*") || named[1].equals(library.name()))
        && (from.isEmpty() || version.compareTo(Version.of(from)) >= 0)
        && version.compareTo(Version.of(fixed)) < 0;
  }

  /** What is wrong between the libraries and the advisories. */
  static List<String> faults(List<Component> libraries, List<Advisory> advisories) {
    List<String> faults = new ArrayList<>();
    for (Advisory advisory : advisories) {
      List<Component> met = libraries.stream().filter(advisory::isAbout).toList();
      if (advisory.waived().isEmpty()) {
        met.forEach(
            library ->
                faults.add(
                    "%s:%s %s has %s, %s: take %s (%s)"
                        .formatted(
                            library.group(),
                            library.name(),
                            library.version(),
                            advisory.id(),
                            advisory.what(),
                            advisory.fixed(),
                            advisory.source())));
      } else if (met.isEmpty()) {
        faults.add(advisory.id() + " is waived and not met any more: take its reason out");
      }
    }
    return faults;
  }
}
