package io.returnbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.camel.RouteGraph;
import io.returnbridge.engine.TestSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The picture of the routes is made from them. After a change it is drawn anew by {@code mvn test
 * -Dtest=RoutesPictureTest -Dpicture.draw=true}.
 */
class RoutesPictureTest {

  private static final Path ROUTES = Path.of("routes");
  private static final Path SVG = ROUTES.resolve("routes.svg");
  private static final Path FOLLOWED = Path.of("docs", "follow-one-event.md");
  private static final Path README = ROUTES.resolve("README.md");
  private static final Pattern DRAWN =
      Pattern.compile("(?s)(<!-- drawn from the routes -->\n```\n).*?(```\n)");

  @Test
  void it_is_as_the_routes_are() throws IOException {
    RoutesPicture picture = new RoutesPicture(files());
    String readme = Files.readString(README);
    String now =
        DRAWN
            .matcher(readme)
            .replaceFirst(m -> Matcher.quoteReplacement(m.group(1) + picture.text() + m.group(2)));
    if (Boolean.getBoolean("picture.draw")) {
      Files.writeString(README, now);
      Files.writeString(SVG, picture.svg());
    }

    assertThat(Files.readString(README)).as("draw it anew, as CONTRIBUTING.md says").isEqualTo(now);
    assertThat(SVG).as("draw it anew, as CONTRIBUTING.md says").hasContent(picture.svg());
  }

  @Test
  void each_step_has_its_part_of_the_picture_where_one_event_is_followed() throws IOException {
    String text = Files.readString(FOLLOWED);
    String now = text;
    for (Map.Entry<String, String> line : new RoutesPicture(files()).lines().entrySet()) {
      Pattern heading =
          Pattern.compile("(?m)^(## " + line.getKey() + "\n\n)(?:```\n.* ──▶ .*\n```\n\n)?");
      now =
          heading
              .matcher(now)
              .replaceFirst(m -> m.group(1) + "```\n" + line.getValue() + "\n```\n\n");
    }
    if (Boolean.getBoolean("picture.draw")) {
      Files.writeString(FOLLOWED, now);
    }

    assertThat(Files.readString(FOLLOWED))
        .as("draw it anew, as CONTRIBUTING.md says")
        .isEqualTo(now);
    assertThat(TestSteps.ALL.ofTheWay()).allMatch(text("## ", now)::contains);
  }

  private static List<String> text(String begin, String text) {
    return text.lines()
        .filter(l -> l.startsWith(begin))
        .map(l -> l.substring(begin.length()))
        .toList();
  }

  @Test
  void a_file_says_in_its_first_line_what_its_step_tells_and_wakes() throws IOException {
    for (RouteGraph.File file : files()) {
      if (TestSteps.ALL.ofTheWay().contains(file.name())) {
        String line =
            Files.readAllLines(ROUTES.resolve(file.number() + "-" + file.name() + ".camel.yaml"))
                .get(0);
        assertThat(after("Out: ", line)).as(line).isEqualTo(file.outs());
        assertThat(after("Wakes: ", line)).as(line).isEqualTo(file.wakes());
        assertThat(file.ins().isEmpty() || after("In: ", line).equals(file.ins()))
            .as(line)
            .isTrue();
      }
    }
  }

  private static Set<String> after(String word, String line) {
    Matcher found = Pattern.compile(word + "(.*?)[.](?= [A-Z][a-z]+: |$)").matcher(line);
    return found.find() ? new TreeSet<>(List.of(found.group(1).split(", "))) : Set.of();
  }

  private static List<RouteGraph.File> files() throws IOException {
    return RouteGraph.of(ROUTES, TestSteps.ALL, TestSteps.topics());
  }
}
