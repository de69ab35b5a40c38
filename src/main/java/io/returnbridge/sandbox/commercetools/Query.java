package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers a query: where, sort, limit, offset. */
final class Query {
  private static final int MAX_LIMIT = 500;
  private static final int MAX_OFFSET = 10_000;
  private static final Pattern NAMES = Pattern.compile("(\\w+) in :(\\w+)");

  private Query() {}

  static ObjectNode run(
      Resource resource,
      Collection<ObjectNode> all,
      UnaryOperator<ObjectNode> view,
      Map<String, List<String>> parameters) {
    int limit = number(parameters, "limit", 20, MAX_LIMIT);
    int offset = number(parameters, "offset", 0, MAX_OFFSET);
    List<ObjectNode> found = new ArrayList<>();
    Predicate<JsonNode> where = where(resource, parameters);
    Collection<ObjectNode> named = named(resource, parameters);
    for (ObjectNode candidate : named == null ? all : named) {
      if (where.test(candidate)) {
        found.add(candidate);
      }
    }
    List<String> sort = parameters.getOrDefault("sort", List.of());
    if (!sort.isEmpty()) {
      found.sort(order(resource, sort));
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    found.stream().skip(offset).limit(limit).forEach(node -> results.add(view.apply(node)));
    answer.put("limit", limit).put("offset", offset).put("count", results.size());
    if (!parameters.getOrDefault("withTotal", List.of()).contains("false")) {
      answer.put("total", found.size());
    }
    answer.set("results", results);
    return answer;
  }

  /** Of thousands of resources those that are asked for by a unique name; null for all. */
  private static @Nullable Collection<ObjectNode> named(
      Resource resource, Map<String, List<String>> parameters) {
    for (String where : parameters.getOrDefault("where", List.of())) {
      Matcher names = NAMES.matcher(where);
      if (names.matches() && resource.documents().isUnique(names.group(1))) {
        return parameters.getOrDefault("var." + names.group(2), List.of()).stream()
            .map(name -> resource.documents().find(names.group(1), name))
            .filter(Objects::nonNull)
            .toList();
      }
    }
    return null;
  }

  private static Predicate<JsonNode> where(
      Resource resource, Map<String, List<String>> parameters) {
    Map<String, List<String>> variables = new HashMap<>();
    parameters.forEach(
        (name, values) -> {
          if (name.startsWith("var.")) {
            variables.put(name.substring(4), values);
          }
        });
    Predicate<JsonNode> all = node -> true;
    for (String where : parameters.getOrDefault("where", List.of())) {
      all = all.and(Predicates.parse(where, variables, resource));
    }
    return all;
  }

  private static Comparator<ObjectNode> order(Resource resource, List<String> sort) {
    Comparator<ObjectNode> order = (one, other) -> 0;
    for (String expression : sort) {
      List<String> parts = List.of(expression.trim().split("\\s+"));
      String field = parts.get(0);
      boolean descending = parts.size() > 1 && parts.get(1).equals("desc");
      String root = field.contains(".") ? field.substring(0, field.indexOf('.')) : field;
      if (!resource.queryFields().contains(root)
          || parts.size() > 2
          || (parts.size() == 2 && !descending && !parts.get(1).equals("asc"))) {
        throw ApiError.invalidInput("Malformed parameter: sort: " + expression);
      }
      String pointer = "/" + field.replace('.', '/');
      Comparator<ObjectNode> next = (one, other) -> compare(one.at(pointer), other.at(pointer));
      order = order.thenComparing(descending ? next.reversed() : next);
    }
    return order;
  }

  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.asText().compareTo(other.asText());
  }

  private static int number(
      Map<String, List<String>> parameters, String name, int otherwise, int most) {
    List<String> given = parameters.getOrDefault(name, List.of());
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(given.get(0));
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw ApiError.invalidInput("Malformed parameter: " + name + ": expected an integer.");
    }
    throw ApiError.invalidInput(
        "Malformed parameter: " + name + ": must be between 0 and " + most + ".");
  }
}
