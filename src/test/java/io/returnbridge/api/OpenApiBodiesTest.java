package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the API's description says of bodies that are sent is what the program reads of them. */
class OpenApiBodiesTest {

  private static final String SCHEMAS = "#/components/schemas/";

  private static final Map<String, Class<?>> READ_AS =
      Map.ofEntries(
          Map.entry("Note", ExceptionsResource.Noted.class),
          Map.entry("Classification", ExceptionsResource.Classify.class),
          Map.entry("Assignment", ExceptionsResource.Assign.class),
          Map.entry("Snooze", ExceptionsResource.Snooze.class),
          Map.entry("NamedOrder", ExceptionsResource.NameOrder.class),
          Map.entry("Settlement", ExceptionsResource.Settle.class),
          Map.entry("Bulk", ExceptionsResource.Bulk.class),
          Map.entry("Window", JobsResource.Window.class),
          Map.entry("ReplayAsked", ReplayResource.Ask.class),
          Map.entry("ReportAsked", ReportsResource.Wanted.class),
          Map.entry("Nothing", MappingsResource.Nothing.class),
          Map.entry("OtherTables", MappingsResource.Other.class),
          Map.entry("Erasure", PersonalDataResource.Erase.class),
          Map.entry("Customer", PersonalDataResource.Ask.class));

  @Test
  void every_body_has_the_fields_that_are_read_and_its_example_is_read() throws IOException {
    JsonNode document =
        new YAMLMapper()
            .readTree(Files.readString(Path.of("src/main/resources/META-INF/openapi.yaml")));
    TreeSet<String> seen = new TreeSet<>();
    for (JsonNode path : document.path("paths")) {
      JsonNode body = path.at("/post/requestBody/content/application~1json");
      String schema = body.at("/schema/$ref").asText().replace(SCHEMAS, "");
      if (!READ_AS.containsKey(schema)) {
        continue;
      }
      seen.add(schema);
      Class<?> type = READ_AS.get(schema);
      TreeSet<String> fields = new TreeSet<>();
      document
          .at("/components/schemas/" + schema + "/properties")
          .fieldNames()
          .forEachRemaining(fields::add);
      assertThat(fields)
          .as(schema)
          .isEqualTo(
              Stream.of(type.getRecordComponents())
                  .map(RecordComponent::getName)
                  .collect(Collectors.toCollection(TreeSet::new)));
      for (JsonNode example : body.path("examples")) {
        assertThat(
                Requests.body(
                    example.path("value").toString().getBytes(StandardCharsets.UTF_8), type))
            .isNotNull();
      }
    }
    assertThat(seen).isEqualTo(new TreeSet<>(READ_AS.keySet()));
  }
}
