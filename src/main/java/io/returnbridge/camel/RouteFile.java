package io.returnbridge.camel;

import io.returnbridge.failure.Plain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A file of routes, read by the parser that Camel reads it with, so that what is looked at is what
 * would run. Whatever two readers of YAML may understand differently is a problem: tags, anchors,
 * aliases, merge keys, the same key twice, several documents.
 *
 * @param root what the file says; empty when that cannot be told
 */
record RouteFile(Path path, Optional<Node> root, List<String> problems) {

  private static final LoadSettings SETTINGS = LoadSettings.builder().build();

  static RouteFile read(Path path) {
    List<String> problems = new ArrayList<>();
    Optional<Node> root = Optional.empty();
    try {
      byte[] bytes = Files.readAllBytes(path);
      events(path, bytes, problems);
      if (problems.isEmpty()) {
        root = new Composer(SETTINGS, parser(bytes)).getSingleNode();
        root.ifPresent(node -> keys(path, node, problems));
        if (root.isEmpty()) {
          problems.add(
              path + ": the file is empty: write its routes, or take it out of the folder");
        }
      }
    } catch (MarkedYamlEngineException e) {
      problems.add(
          path
              + e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("")
              + ": this is not YAML: "
              + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(path + ": this is not YAML: " + e.getMessage());
    } catch (IOException e) {
      problems.add(path + ": cannot be read (" + Plain.why(e) + "): make it a readable file");
    }
    return new RouteFile(path, problems.isEmpty() ? root : Optional.empty(), problems);
  }

  /** Where a node stands, as {@code file:line}. */
  String at(Node node) {
    return at(path, node.getStartMark());
  }

  private static String at(Path path, Optional<Mark> mark) {
    return path + mark.map(m -> ":" + (m.getLine() + 1)).orElse("");
  }

  private static ParserImpl parser(byte[] bytes) {
    return new ParserImpl(
        SETTINGS,
        new StreamReader(SETTINGS, new YamlUnicodeReader(new ByteArrayInputStream(bytes))));
  }

  private static void events(Path path, byte[] bytes, List<String> problems) {
    ParserImpl events = parser(bytes);
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      String at = at(path, event.getStartMark());
      if (event instanceof DocumentStartEvent) {
        documents++;
        if (documents == 2) {
          problems.add(at + ": a second document begins: make it a file of its own");
        }
      } else if (event instanceof AliasEvent alias) {
        problems.add(at + ": the alias *" + alias.getAlias() + ": write out what it stands for");
      } else if (event instanceof NodeEvent node) {
        node.getAnchor()
            .ifPresent(
                anchor ->
                    problems.add(
                        at + ": the anchor &" + anchor + ": take it out, nothing uses it"));
        tag(node)
            .ifPresent(
                tag -> problems.add(at + ": the tag " + tag + ": write plain YAML, no tags"));
      }
    }
  }

  private static Optional<String> tag(NodeEvent node) {
    if (node instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    return node instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
  }

  private static void keys(Path path, Node node, List<String> problems) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> keys(path, item, problems));
    } else if (node instanceof MappingNode map) {
      Set<String> seen = new HashSet<>();
      for (NodeTuple entry : map.getValue()) {
        String at = at(path, entry.getKeyNode().getStartMark());
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          problems.add(at + ": a key is plain text");
        } else if (key.getValue().equals("<<")) {
          problems.add(at + ": the merge key <<: write out what it brings in");
        } else if (!seen.add(key.getValue())) {
          problems.add(at + ": \"" + key.getValue() + "\" stands here twice: keep one");
        }
        keys(path, entry.getValueNode(), problems);
      }
    }
  }
}
