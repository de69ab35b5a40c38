package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What commercetools publishes about the resources that are used here: for each kind the properties
 * that are always there and those that may be, with what they hold. What the sandbox answers is
 * held against it.
 */
public final class Facts {
  private static final JsonNode KINDS = read();

  private static final Map<String, String> RESOURCES =
      Map.of(
          "orders", "Order",
          "payments", "Payment",
          "inventory", "InventoryEntry",
          "channels", "Channel",
          "types", "Type",
          "stores", "Store",
          "customers", "Customer",
          "states", "State",
          "products", "Product",
          "product-types", "ProductType");

  private Facts() {}

  private static JsonNode read() {
    try (InputStream in = Facts.class.getResourceAsStream("/commercetools-facts.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the resources that a sandbox holds differ from what is published. */
  public static List<String> differences(CommercetoolsSandbox sandbox) {
    List<String> found = new ArrayList<>();
    RESOURCES.forEach(
        (path, kind) ->
            sandbox.all(path).forEach(resource -> found.addAll(differences(kind, path, resource))));
    return found.stream().distinct().toList();
  }

  /** Where an answer of the API differs from what is published for its path. */
  static List<String> differences(String path, int status, JsonNode body) {
    List<String> segments =
        Arrays.stream(path.replaceFirst("\\?.*", "").split("/"))
            .filter(segment -> !segment.isEmpty())
            .toList();
    List<String> parts =
        segments.size() > 2 && segments.get(0).equals("in-store")
            ? segments.subList(2, segments.size())
            : segments;
    List<String> found = new ArrayList<>();
    if (status >= 400) {
      boolean login = status == 401 || status == 403;
      look(login ? "AuthErrorResponse" : "ErrorResponse", path, body, found);
      for (JsonNode error : body.path("errors")) {
        if (!error.path("code").isTextual() || !error.path("message").isTextual()) {
          found.add(path + ": an error has a code and a message: " + error);
        }
      }
      return found;
    }
    String kind = parts.isEmpty() ? "Project" : kind(parts.get(0)).orElse("");
    if (kind.isEmpty()) {
      return List.of(path + ": nothing is known of it");
    }
    if (body.has("results")) {
      body.path("results").forEach(one -> look(kind, path, one, found));
    } else {
      boolean signIn = kind.equals("Customer") && body.has("customer");
      look(kind, path, signIn ? body.path("customer") : body, found);
    }
    return found;
  }

  private static Optional<String> kind(String path) {
    return path.equals("product-projections")
        ? Optional.of("ProductProjection")
        : Optional.ofNullable(RESOURCES.get(path));
  }

  static List<String> differences(String kind, String where, JsonNode node) {
    List<String> found = new ArrayList<>();
    look(kind, where, node, found);
    return found;
  }

  private static void look(String kind, String where, JsonNode node, List<String> found) {
    if (kind.startsWith("[")) {
      if (!node.isArray()) {
        found.add(where + ": not a list: " + node);
      }
      node.forEach(one -> look(kind.substring(1, kind.length() - 1), where + "[]", one, found));
    } else if (kind.contains("|")) {
      look(alternative(kind, node), where, node, found);
    } else if (kind.startsWith("map ")) {
      node.forEach(one -> look(kind.substring(4), where + ".*", one, found));
    } else if (KINDS.has(kind)) {
      object(kind, where, node, found);
    } else if (!fits(kind, node)) {
      found.add(where + ": not " + kind + ": " + node);
    }
  }

  /** Kinds of one family say in {@code type} which they are. */
  private static String alternative(String kinds, JsonNode node) {
    List<String> all = List.of(kinds.split("\\|"));
    String type = node.path("type").asText();
    return all.contains(type) ? type : all.get(0);
  }

  private static void object(String kind, String where, JsonNode node, List<String> found) {
    JsonNode required = KINDS.path(kind).path("required");
    JsonNode optional = KINDS.path(kind).path("optional");
    required
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!node.hasNonNull(name)) {
                found.add(where + ": a " + kind + " always has " + name);
              }
            });
    node.properties()
        .forEach(
            property -> {
              String name = property.getKey();
              JsonNode known = required.has(name) ? required.path(name) : optional.path(name);
              if (known.isMissingNode()) {
                found.add(where + ": a " + kind + " has no " + name);
              } else {
                look(known.asText(), where + "." + name, property.getValue(), found);
              }
            });
  }

  private static boolean fits(String kind, JsonNode node) {
    if (kind.startsWith("one of ")) {
      return node.isTextual() && List.of(kind.substring(7).split(" ")).contains(node.asText());
    }
    return switch (kind) {
      case "text" -> node.isTextual();
      case "time" -> isTime(node);
      case "integer" -> node.isIntegralNumber();
      case "number" -> node.isNumber();
      case "boolean" -> node.isBoolean();
      case "localized" ->
          node.isObject()
              && node.properties().stream().allMatch(entry -> entry.getValue().isTextual());
      case "reference" -> node.path("typeId").isTextual() && node.path("id").isTextual();
      case "keyReference" -> node.path("typeId").isTextual() && node.path("key").isTextual();
      case "any" -> true;
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }

  private static boolean isTime(JsonNode node) {
    try {
      return node.isTextual() && node.asText().equals(Values.time(Instant.parse(node.asText())));
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
