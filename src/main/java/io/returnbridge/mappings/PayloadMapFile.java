package io.returnbridge.mappings;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads {@code reveni-payload.yaml}. It is only composed to nodes, which know their line and
 * column; no object is made of it.
 */
final class PayloadMapFile {
  private static final String VALUES = "values";
  private static final String LIST = "list";
  private static final LoaderOptions OPTIONS = new LoaderOptions();

  static {
    OPTIONS.setMaxAliasesForCollections(0);
  }

  private static final String NAME = "reveni-payload.yaml";

  private final MappingFiles files;
  private final Stores stores;
  private final List<MappingError> errors;
  private final Map<PayloadField, JsonPointer> fields = new EnumMap<>(PayloadField.class);
  private final Map<PayloadSection, JsonPointer> lists = new EnumMap<>(PayloadSection.class);
  private final Map<PayloadMeaning, Set<String>> meanings = new EnumMap<>(PayloadMeaning.class);

  private PayloadMapFile(MappingFiles files, Stores stores, List<MappingError> errors) {
    this.files = files;
    this.stores = stores;
    this.errors = errors;
  }

  /**
   * @param stores that there are
   */
  static PayloadMap read(MappingFiles files, Stores stores, List<MappingError> errors) {
    PayloadMapFile reader = new PayloadMapFile(files, stores, errors);
    reader.read();
    return new PayloadMap(reader.fields, reader.lists, reader.meanings);
  }

  private void read() {
    int before = errors.size();
    String text = String.join("\n", TextLines.read(files, NAME, errors));
    if (errors.size() > before) {
      return;
    }
    Optional<Node> root = compose(text);
    if (root.isEmpty()) {
      return;
    }
    List<String> known = new ArrayList<>();
    Stream.of(PayloadSection.values()).map(PayloadSection::key).forEach(known::add);
    known.add(VALUES);
    Map<String, Node> sections = entries(root.get(), "", known);
    for (PayloadSection section : PayloadSection.values()) {
      Node node = sections.get(section.key());
      if (node != null) {
        section(section, node);
      } else if (section.within() != PayloadSection.REFUNDS
          && section != PayloadSection.LISTED_RETURNS) {
        missing(root.get(), section.key(), "the section is missing: add it");
      }
    }
    Node values = sections.get(VALUES);
    if (values == null) {
      missing(root.get(), VALUES, "the section is missing: add it");
    } else {
      values(values);
    }
  }

  private Optional<Node> compose(String text) {
    Yaml yaml = new Yaml(OPTIONS);
    try {
      Node root = yaml.compose(new StringReader(text));
      if (root == null) {
        at(1, 1, null, "the file is empty: restore it");
      }
      return Optional.ofNullable(root);
    } catch (MarkedYAMLException wrong) {
      error(
          wrong.getProblemMark(),
          null,
          "is not YAML (%s): check indentation and quotes".formatted(wrong.getProblem()));
    } catch (ReaderException wrong) {
      String before = text.substring(0, text.offsetByCodePoints(0, wrong.getPosition()));
      at(
          (int) before.chars().filter(c -> c == '\n').count() + 1,
          before.length() - before.lastIndexOf('\n'),
          null,
          "has a character that cannot be seen: type the line anew");
    } catch (YAMLException wrong) {
      tooClever(yaml.parse(new StringReader(text)));
    }
    return Optional.empty();
  }

  /** An alias, or sections in sections without end: this file needs neither. */
  private void tooClever(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (event instanceof AliasEvent || depth > OPTIONS.getNestingDepthLimit()) {
        error(
            event.getStartMark(),
            null,
            "is an alias, or too deep in other sections: write it out, in its own section");
        return;
      }
    }
    at(1, 1, null, "is not YAML: restore the file");
  }

  private void section(PayloadSection section, Node node) {
    Map<String, PayloadField> known = new LinkedHashMap<>();
    Stream.of(PayloadField.values())
        .filter(field -> field.section() == section)
        .forEach(field -> known.put(field.key(), field));
    List<String> names = new ArrayList<>(known.keySet());
    if (section.isList()) {
      names.add(LIST);
    }
    Map<String, Node> entries = entries(node, section.key() + ".", names);
    if (section.isList()) {
      Node list = entries.get(LIST);
      if (list == null) {
        missing(node, section.key() + "." + LIST, "is missing: say where the list is found");
      } else {
        pointer(list, section.key() + "." + LIST).ifPresent(found -> lists.put(section, found));
      }
    }
    known.forEach(
        (name, field) -> {
          Node path = entries.get(name);
          if (path != null) {
            pointer(path, field.toString()).ifPresent(found -> fields.put(field, found));
          } else if (field.required()) {
            missing(node, field.toString(), "is missing: say where the field is found");
          }
        });
  }

  private void values(Node node) {
    Map<String, PayloadMeaning> known = new LinkedHashMap<>();
    Stream.of(PayloadMeaning.values()).forEach(meaning -> known.put(meaning.key(), meaning));
    Map<String, Node> entries = entries(node, VALUES + ".", List.copyOf(known.keySet()));
    Map<String, PayloadMeaning> taken = new HashMap<>();
    known.forEach(
        (name, meaning) -> {
          Node list = entries.get(name);
          if (list == null && meaning.required()) {
            missing(node, VALUES + "." + name, "is missing: list Reveni's values, such as [a, b]");
          } else if (list != null) {
            meanings.put(meaning, listed(list, meaning, taken));
          }
        });
    Node withBonus = entries.get(PayloadMeaning.AMOUNT_WITH_BONUS.key());
    if (withBonus != null) {
      withBonus(withBonus);
    }
  }

  private void withBonus(Node list) {
    String name = VALUES + "." + PayloadMeaning.AMOUNT_WITH_BONUS.key();
    List<String> known = stores.all().stream().map(StoreRow::store).toList();
    Set<String> named = meanings.getOrDefault(PayloadMeaning.AMOUNT_WITH_BONUS, Set.of());
    for (String store : named) {
      if (!known.contains(store)) {
        error(
            list.getStartMark(),
            name,
            "\"%s\" is not in stores.csv%s".formatted(store, Suggestion.of(store, known)));
      }
    }
    if (!named.isEmpty() && !fields.containsKey(PayloadField.REFUND_BONUS)) {
      error(
          list.getStartMark(),
          name,
          "needs %s: say where the bonus is found".formatted(PayloadField.REFUND_BONUS));
    }
  }

  private Set<String> listed(Node node, PayloadMeaning meaning, Map<String, PayloadMeaning> taken) {
    Set<String> values = new LinkedHashSet<>();
    String name = VALUES + "." + meaning.key();
    if (!(node instanceof SequenceNode sequence)) {
      error(node.getStartMark(), name, "is not a list: write it as [a, b]");
      return values;
    }
    for (Node element : sequence.getValue()) {
      if (!(element instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
        error(element.getStartMark(), name, "has an element that is not a word: write [a, b]");
        continue;
      }
      PayloadMeaning earlier =
          taken.putIfAbsent(meaning.subject() + " " + scalar.getValue(), meaning);
      if (earlier != null) {
        error(
            element.getStartMark(),
            name,
            "\"%s\" is in \"%s\" already: remove one of the two"
                .formatted(scalar.getValue(), earlier.key()));
      }
      values.add(scalar.getValue());
    }
    return values;
  }

  private Optional<JsonPointer> pointer(Node node, String name) {
    if (node instanceof ScalarNode scalar
        && scalar.getValue().startsWith("/")
        && scalar.getValue().length() > 1) {
      return Optional.of(JsonPointer.compile(scalar.getValue()));
    }
    error(
        node.getStartMark(),
        name,
        "%s is not a path: use a JSON Pointer, such as /order/external_id"
            .formatted(node instanceof ScalarNode s ? "\"" + s.getValue() + "\"" : "this"));
    return Optional.empty();
  }

  private Map<String, Node> entries(Node node, String prefix, List<String> known) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      error(
          node.getStartMark(),
          prefix.isEmpty() ? null : prefix.substring(0, prefix.length() - 1),
          "is not a section: write lines of the form \"name: value\" in it");
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Mark mark = tuple.getKeyNode().getStartMark();
      String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
      if (!known.contains(name)) {
        error(
            mark,
            prefix + name,
            "is not known%s: use one of %s"
                .formatted(Suggestion.of(name, known), String.join(", ", known)));
      } else if (entries.putIfAbsent(name, tuple.getValueNode()) != null) {
        error(mark, prefix + name, "is there twice: remove one of the two");
      }
    }
    return entries;
  }

  private void missing(Node in, String name, String message) {
    error(in.getStartMark(), name, message);
  }

  private void error(@Nullable Mark mark, @Nullable String name, String message) {
    if (mark == null) {
      at(1, 1, name, message);
    } else {
      at(mark.getLine() + 1, mark.getColumn() + 1, name, message);
    }
  }

  private void at(int line, int column, @Nullable String name, String message) {
    errors.add(
        new MappingError("%s:%d:%d".formatted(files.place(NAME), line, column), name, message));
  }
}
