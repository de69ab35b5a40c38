package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page on topics; GuaranteeIT judges real records by the same schemas. */
class TopicsDocTest {

  private static final Pattern SECTION = Pattern.compile("(?ms)^## (\\S+\\.v1)$(.*?)(?=^## |\\z)");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```json\\n(.*?)```");

  static List<String> topics() {
    return TopicSchemas.topics();
  }

  private static String section(String topic) throws IOException {
    Matcher section = SECTION.matcher(Files.readString(Path.of("docs/topics.md")));
    while (section.find()) {
      if (section.group(1).equals(topic)) {
        return section.group(2);
      }
    }
    return "";
  }

  private static List<String> examples(String topic) throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(section(topic));
    while (example.find()) {
      examples.add(example.group(1));
    }
    return examples;
  }

  @Test
  void every_topic_has_its_schema() throws IOException {
    Properties properties = new Properties();
    properties.load(Files.newBufferedReader(Path.of("src/main/resources/application.properties")));
    assertThat(topics())
        .containsExactlyInAnyOrderElementsOf(
            properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("topics."))
                .map(properties::getProperty)
                .filter(value -> value.endsWith(".v1"))
                .toList());
  }

  @Test
  void what_is_shown_where_one_event_is_followed_are_examples_of_the_topics() {
    List<String> examples =
        Pages.blocks(Path.of("docs", "topics.md")).stream().map(Pages.Block::text).toList();

    assertThat(Pages.blocks(Path.of("docs", "follow-one-event.md")))
        .filteredOn(block -> block.language().equals("json"))
        .hasSizeGreaterThan(3)
        .allSatisfy(block -> assertThat(examples).contains(block.text()));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void the_examples_are_as_the_schema_says(String topic) throws IOException {
    assertThat(section(topic)).contains("(topics/" + topic + ".schema.json)");
    assertThat(examples(topic)).isNotEmpty();
    assertThat(TopicSchemas.faults(topic, examples(topic))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void a_schema_refuses_what_lacks_its_fields(String topic) {
    assertThat(TopicSchemas.faults(topic, List.of("{}"))).isNotEmpty();
  }

  @Test
  void a_schema_refuses_a_field_that_is_not_on_the_page() throws IOException {
    for (String topic : topics()) {
      String more = examples(topic).get(0).replaceFirst("\\{", "{\"extra\": 1, ");
      assertThat(TopicSchemas.faults(topic, List.of(more)).isEmpty())
          .as(topic)
          .isEqualTo(topic.equals("reveni.webhooks.v1"));
    }
  }
}
