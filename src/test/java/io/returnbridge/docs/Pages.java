package io.returnbridge.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that people read, as they are written. */
public final class Pages {

  private static final Pattern FENCE =
      Pattern.compile("(?ms)^( *)```(\\w*)[^\n]*\n(.*?)^ *```\\s*$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");

  /**
   * @param language of a block, such as {@code sh}; empty where none is said
   */
  public record Block(String language, String text) {}

  private Pages() {}

  /** Every page of the repository, in a fixed order. */
  public static List<Path> all() {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("docs", "mappings", "routes", "docker")) {
      pages.addAll(below(Path.of(folder)));
    }
    try (Stream<Path> files = Files.list(Path.of("."))) {
      files
          .map(Path.of(".")::relativize)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(pages);
  }

  static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(page + ": " + e.getMessage(), e);
    }
  }

  /** The text without its blocks of code. */
  static String prose(Path page) {
    return FENCE.matcher(text(page)).replaceAll("");
  }

  public static List<Block> blocks(Path page) {
    List<Block> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(text(page));
    while (fence.find()) {
      blocks.add(new Block(fence.group(2), fence.group(3).indent(-fence.group(1).length())));
    }
    return blocks;
  }

  /** Names under which links reach the headings of a page, made as GitHub makes them. */
  static Set<String> anchors(Path page) {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher heading = HEADING.matcher(prose(page));
    while (heading.find()) {
      String name =
          heading
              .group(1)
              .replaceAll("!?\\[([^]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int times = seen.merge(name, 1, Integer::sum);
      anchors.add(times == 1 ? name : name + "-" + (times - 1));
    }
    return anchors;
  }
}
