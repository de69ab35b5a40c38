package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages lead to is there, and every page is led to. */
class LinksTest {

  private static final Path INDEX = Path.of("docs", "README.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern NAMED =
      Pattern.compile("(?<![\\w/])docs/[\\w/-]+\\.(?:md|json|png)");

  private static List<String> links(Path page) {
    List<String> links = new ArrayList<>();
    Matcher link = LINK.matcher(Pages.prose(page));
    while (link.find()) {
      if (!link.group(1).matches("(https?|mailto):.*")) {
        links.add(link.group(1));
      }
    }
    return links;
  }

  /** The file that a link of a page means. */
  private static Path target(Path page, String link) {
    String file = link.replaceAll("#.*", "");
    Path folder = page.getParent() == null ? Path.of("") : page.getParent();
    return file.isEmpty() ? page : folder.resolve(file).normalize();
  }

  @Test
  void every_link_leads_to_a_file_and_to_a_heading_of_it() {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : Pages.all()) {
      for (String link : links(page)) {
        Path target = target(page, link);
        links++;
        if (!Files.exists(target)) {
          broken.add(page + " -> " + link);
        } else if (link.contains("#")
            && !Pages.anchors(target).contains(link.replaceAll(".*#", ""))) {
          broken.add(page + " -> " + link + ", which has " + Pages.anchors(target));
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  @Test
  void every_page_that_is_named_in_a_text_is_there() {
    List<String> broken = new ArrayList<>();
    for (Path page : Pages.all()) {
      Matcher named = NAMED.matcher(Pages.text(page));
      while (named.find()) {
        if (!Files.exists(Path.of(named.group()))) {
          broken.add(page + " names " + named.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void the_index_leads_to_every_page_and_every_picture_is_shown() throws Exception {
    Set<Path> reached = new HashSet<>();
    links(INDEX).forEach(link -> reached.add(target(INDEX, link)));
    Set<Path> shown = new HashSet<>();
    for (Path page : Pages.all()) {
      links(page).forEach(link -> shown.add(target(page, link)));
    }

    // Runbooks and decisions have a list of their own.
    assertThat(Pages.below(Path.of("docs")))
        .filteredOn(page -> !page.equals(INDEX))
        .filteredOn(
            page -> !page.startsWith("docs/operate/runbooks") && !page.startsWith("docs/adr"))
        .allSatisfy(page -> assertThat(reached).contains(page));
    try (Stream<Path> pictures = Files.walk(Path.of("docs", "pictures"))) {
      assertThat(pictures.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(picture -> assertThat(shown).contains(picture));
    }
  }
}
