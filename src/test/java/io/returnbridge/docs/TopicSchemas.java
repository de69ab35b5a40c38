package io.returnbridge.docs;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The schemas of {@code docs/topics}, by which records and the examples of the page are judged. */
public final class TopicSchemas {

  private static final Path FOLDER = Path.of("docs/topics");
  private static final String END = ".schema.json";

  private TopicSchemas() {}

  /** The topics that have one. */
  public static List<String> topics() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(END))
          .map(name -> name.substring(0, name.length() - END.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with these values of a topic, the first few. */
  public static List<String> faults(String topic, List<String> values) {
    JsonSchema schema = schema(topic);
    return values.stream()
        .flatMap(
            value ->
                schema.validate(value, com.networknt.schema.InputFormat.JSON).stream()
                    .map(ValidationMessage::getMessage)
                    .map(fault -> topic + ": " + fault + " in " + value))
        .limit(10)
        .toList();
  }

  private static JsonSchema schema(String topic) {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(FOLDER.resolve(topic + END)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
