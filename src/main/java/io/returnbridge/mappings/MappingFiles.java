package io.returnbridge.mappings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of the mapping tables as they were at one moment, before anybody has read in them. */
public final class MappingFiles {

  private static final int MOST_BYTES = 1 << 20;

  /** What is read; other files of the folder are nobody's concern. */
  public static final List<String> NAMES =
      List.of(
          "stores.csv",
          "channels.csv",
          "reason-codes.csv",
          "dispositions.csv",
          "reveni-statuses.csv",
          "timing.csv",
          "exceptions.csv",
          "reveni-payload.yaml");

  private final String folder;
  private final boolean missing;
  private final SortedMap<String, byte[]> contents = new TreeMap<>();

  /** Why a file that is there could not be read. */
  private final Map<String, String> problems = new LinkedHashMap<>();

  private volatile @Nullable String version;

  private MappingFiles(String folder, boolean missing) {
    this.folder = folder;
    this.missing = missing;
  }

  /** Those of a folder. */
  public static MappingFiles in(Path dir) {
    String place = dir.toString().replace('\\', '/');
    MappingFiles read = new MappingFiles(place, !Files.isDirectory(dir));
    if (read.missing) {
      return read;
    }
    try (Stream<Path> files = Files.list(dir)) {
      files.filter(MappingFiles::isTable).forEach(read::add);
    } catch (IOException unreadable) {
      read.problems.put(
          "", "the folder cannot be read: check its permissions (" + unreadable + ")");
    }
    return read;
  }

  /**
   * Those that lie in no folder here.
   *
   * @param folder as errors name it
   * @param texts by the files' names
   */
  public static MappingFiles of(String folder, Map<String, String> texts) {
    MappingFiles given = new MappingFiles(folder, false);
    texts.forEach(
        (name, text) -> {
          if (!NAMES.contains(name)) {
            return;
          }
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          if (bytes.length > MOST_BYTES) {
            given.problems.put(name, "the file is over 1 MiB: restore it");
          } else {
            given.contents.put(name, bytes);
          }
        });
    return given;
  }

  /** Of tables that were made without files. */
  static MappingFiles none() {
    return new MappingFiles("mappings", false);
  }

  private static boolean isTable(Path file) {
    return Files.isRegularFile(file) && NAMES.contains(file.getFileName().toString());
  }

  private void add(Path file) {
    String name = file.getFileName().toString();
    try {
      if (Files.size(file) > MOST_BYTES) {
        problems.put(name, "the file is over 1 MiB: restore it");
      } else {
        contents.put(name, Files.readAllBytes(file));
      }
    } catch (IOException unreadable) {
      problems.put(name, "the file cannot be read: check its permissions (" + unreadable + ")");
    }
  }

  /** The same for the same names and bytes; empty for no files. */
  public String version() {
    String known = version;
    if (known == null) {
      known = contents.isEmpty() ? "" : hash();
      version = known;
    }
    return known;
  }

  private String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      contents.forEach(
          (name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** By their names. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    contents.forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    return texts;
  }

  /** Of one file; empty where there is none. */
  public String text(String name) {
    byte[] bytes = contents.get(name);
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  boolean isFolderMissing() {
    return missing;
  }

  String folder() {
    return folder;
  }

  /** As errors name the file. */
  String place(String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  byte @Nullable [] bytes(String name) {
    return contents.get(name);
  }

  /** Why there are no {@link #bytes}, and what to do. */
  String problem(String name) {
    return problems.getOrDefault(
        name,
        problems.getOrDefault(
            "",
            "the file is missing: restore it, or point MAPPINGS_DIR at the folder that has it"));
  }

  /** The rows of a CSV table as they stand; none of one that cannot be read. */
  public List<Row> rows(String name) {
    return TableFile.asItStands(this, name).stream()
        .map(line -> new Row(line.number(), line.cells()))
        .toList();
  }

  /**
   * @param line in the file, from 1
   * @param cells by column, in the order of the header
   */
  public record Row(int line, Map<String, String> cells) {}

  /**
   * Something that is wrong with a value for another reason than the tables know.
   *
   * @param column in which the value stands
   * @param message what is wrong, and what to do
   */
  public MappingError error(String name, String column, String value, String message) {
    return rows(name).stream()
        .filter(row -> value.equals(row.cells().get(column)))
        .findFirst()
        .map(row -> new MappingError(place(name) + ":" + row.line(), column, message))
        .orElseGet(() -> new MappingError(place(name), column, message));
  }
}
