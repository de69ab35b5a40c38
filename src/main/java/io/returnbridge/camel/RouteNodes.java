package io.returnbridge.camel;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What stands where in a file of routes; empty where nothing does. */
final class RouteNodes {

  private RouteNodes() {}

  /** Of an endpoint in its long or its short form. */
  static String uri(Node endpoint) {
    return endpoint instanceof MappingNode map ? scalar(map, "uri") : scalar(endpoint);
  }

  static String parameter(Node endpoint, String name) {
    return asMap(endpoint)
        .flatMap(map -> value(map, "parameters"))
        .flatMap(RouteNodes::asMap)
        .map(parameters -> scalar(parameters, name))
        .orElse("");
  }

  static String key(NodeTuple entry) {
    return scalar(entry.getKeyNode());
  }

  static Optional<MappingNode> asMap(Node node) {
    return node instanceof MappingNode map ? Optional.of(map) : Optional.empty();
  }

  static Optional<Node> value(MappingNode map, String key) {
    return map.getValue().stream()
        .filter(entry -> key(entry).equals(key))
        .map(NodeTuple::getValueNode)
        .findFirst();
  }

  /** The text under a key; empty when there is none. */
  static String scalar(MappingNode map, String key) {
    return value(map, key).map(RouteNodes::scalar).orElse("");
  }

  static String scalar(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  static String shown(Node node) {
    if (node instanceof MappingNode map) {
      return map.getValue().stream().map(RouteNodes::key).toList().toString();
    }
    return node instanceof ScalarNode scalar ? "\"" + scalar.getValue() + "\"" : "a list";
  }

  /** The items of a list. */
  static List<Node> items(Optional<Node> node) {
    return node.filter(SequenceNode.class::isInstance)
        .map(list -> ((SequenceNode) list).getValue())
        .orElse(List.of());
  }
}
