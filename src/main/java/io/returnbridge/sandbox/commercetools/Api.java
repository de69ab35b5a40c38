package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The API without its transport: requests in, answers out, one at a time. */
final class Api {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * A request.
   *
   * @param path as sent, still percent-encoded
   */
  record Request(
      String method,
      String path,
      Map<String, List<String>> parameters,
      @Nullable String authorization,
      @Nullable String contentType,
      String body) {}

  /** An answer; a body of null is an empty one. */
  record Answer(int status, @Nullable ObjectNode body) {}

  /** What a path names: a collection, or one resource of it. */
  private record Target(String resource, String selector, String value, String storeKey) {
    boolean collection() {
      return selector.isEmpty();
    }
  }

  private final Project project;
  private final Tokens tokens;
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final OrdersResource orders;
  private final ProductsResource products;

  Api(Project project, Tokens tokens) {
    this.project = project;
    this.tokens = tokens;
    CustomFields customFields = new CustomFields(project);
    InventoryResource inventory = new InventoryResource(project, customFields);
    this.orders = new OrdersResource(project, customFields, inventory);
    this.products = new ProductsResource(project, customFields);
    for (Resource resource :
        List.of(
            orders,
            products,
            inventory,
            new PaymentsResource(project, customFields),
            new TypesResource(project, customFields),
            new ChannelsResource(project, customFields),
            new StoresResource(project, customFields),
            new StatesResource(project, customFields),
            new CustomersResource(project, customFields),
            new ProductTypesResource(project, customFields))) {
      resources.put(resource.path(), resource);
    }
  }

  synchronized Answer answer(Request request) {
    try {
      return dispatch(request);
    } catch (ApiError error) {
      return new Answer(error.status(), error.body());
    } catch (ArithmeticException overflow) {
      ApiError error = ApiError.invalidInput("An amount or quantity is out of range.");
      return new Answer(error.status(), error.body());
    }
  }

  /** Raises the version of the resource that the request names, if it exists. */
  synchronized void competingWrite(Request request) {
    Target target = target(segments(request.path()));
    Resource resource = target == null ? null : resources.get(target.resource());
    if (target != null && resource != null && !target.collection()) {
      ObjectNode found = resource.find(target.selector(), target.value());
      if (found != null) {
        resource.competingWrite(found);
      }
    }
  }

  /**
   * A create that skips transport and token, for seeding; a path of {@code orders/import} imports.
   */
  synchronized ObjectNode create(String path, JsonNode draft) {
    if (path.equals("orders/import")) {
      return orders.view(orders.importOrder(draft));
    }
    Resource resource = resource(path);
    return resource.view(resource.create(draft));
  }

  /** An update that skips transport and token, by the version the resource has now. */
  synchronized ObjectNode update(String path, String id, JsonNode actions) {
    Resource resource = resource(path);
    ObjectNode found = resource.documents().get(id);
    if (found == null) {
      throw ApiError.notFound("ID '" + id + "'");
    }
    ObjectNode body = JSON.createObjectNode().put("version", found.path("version").asLong());
    body.set("actions", actions);
    return resource.view(resource.update(found, body));
  }

  /** A deletion that skips transport and token, of the version the resource has now. */
  synchronized void delete(String path, String id) {
    Resource resource = resource(path);
    ObjectNode found = resource.documents().get(id);
    if (found == null) {
      throw ApiError.notFound("ID '" + id + "'");
    }
    resource.delete(found, found.path("version").asLong());
  }

  synchronized void put(String path, ObjectNode resource) {
    resource(path).documents().put(resource);
  }

  synchronized @Nullable ObjectNode find(String path, String field, String value) {
    Resource resource = resource(path);
    ObjectNode found =
        field.equals("id")
            ? resource.documents().get(value)
            : resource.documents().find(field, value);
    return found == null ? null : resource.view(found);
  }

  synchronized List<ObjectNode> all(String path) {
    Resource resource = resource(path);
    List<ObjectNode> all = new ArrayList<>();
    resource.documents().all().forEach(node -> all.add(resource.view(node)));
    return all;
  }

  private Resource resource(String path) {
    Resource resource = resources.get(path);
    if (resource == null) {
      throw ApiError.noSuchUri(path);
    }
    return resource;
  }

  /** The parts of the path after the project key, or null when it names another project. */
  @Nullable List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    if (segments.isEmpty() || !segments.get(0).equals(project.key())) {
      return null;
    }
    return segments.subList(1, segments.size());
  }

  private static @Nullable Target target(@Nullable List<String> segments) {
    if (segments == null || segments.isEmpty()) {
      return null;
    }
    List<String> rest = segments;
    String storeKey = "";
    if (rest.get(0).equals("in-store") && rest.size() >= 3 && rest.get(1).startsWith("key=")) {
      storeKey = rest.get(1).substring("key=".length());
      rest = rest.subList(2, rest.size());
    }
    if (rest.size() == 1) {
      return new Target(rest.get(0), "", "", storeKey);
    }
    if (rest.size() != 2) {
      return null;
    }
    String last = rest.get(1);
    int equals = last.indexOf('=');
    return equals < 0
        ? new Target(rest.get(0), "id", last, storeKey)
        : new Target(rest.get(0), last.substring(0, equals), last.substring(equals + 1), storeKey);
  }

  private Answer dispatch(Request request) {
    List<String> segments = segments(request.path());
    if (segments == null) {
      throw ApiError.noSuchUri(request.path());
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (segments.isEmpty()) {
      tokens.check(request.authorization(), Scopes.any());
      if (!reads) {
        throw ApiError.methodNotAllowed(request.method());
      }
      return new Answer(200, project.info());
    }
    Target target = target(segments);
    boolean projections = target != null && target.resource().equals("product-projections");
    Resource resource =
        target == null ? null : projections ? products : resources.get(target.resource());
    if (target == null
        || resource == null
        || (!target.storeKey().isEmpty() && resource != orders)) {
      tokens.check(request.authorization(), Scopes.any());
      throw ApiError.noSuchUri(request.path());
    }
    tokens.check(request.authorization(), Scopes.of(target.resource(), !reads));
    UnaryOperator<ObjectNode> view = projections ? products::projection : resource::view;
    if (reads) {
      return read(request, target, resource, view);
    }
    if (projections) {
      throw ApiError.methodNotAllowed(request.method());
    }
    return write(request, target, resource);
  }

  private Answer read(
      Request request, Target target, Resource resource, UnaryOperator<ObjectNode> view) {
    Expansion expansion =
        new Expansion(request.parameters().getOrDefault("expand", List.of()), this::viewOf);
    if (target.collection()) {
      Collection<ObjectNode> all = resource.documents().all();
      if (!target.storeKey().isEmpty()) {
        all = all.stream().filter(order -> inStore(order, target.storeKey())).toList();
      }
      ObjectNode page;
      if (target.resource().equals("product-projections")) {
        // A projection is queried by its own fields, not by those of the product.
        List<ObjectNode> projected = all.stream().map(view).toList();
        page = Query.run(resource, projected, UnaryOperator.identity(), request.parameters());
      } else {
        page =
            Query.run(
                resource, all, node -> expansion.apply(view.apply(node)), request.parameters());
      }
      if (request.method().equals("HEAD")) {
        return new Answer(page.path("count").asInt() > 0 ? 200 : 404, null);
      }
      return new Answer(200, page);
    }
    return new Answer(200, expansion.apply(view.apply(existing(target, resource))));
  }

  private @Nullable ObjectNode viewOf(String typeId, String id) {
    for (Resource resource : resources.values()) {
      if (resource.typeId().equals(typeId)) {
        ObjectNode found = resource.documents().get(id);
        return found == null ? null : resource.view(found);
      }
    }
    return null;
  }

  private static boolean inStore(ObjectNode order, String storeKey) {
    return order.path("store").path("key").asText().equals(storeKey);
  }

  private static ObjectNode existing(Target target, Resource resource) {
    ObjectNode found = resource.find(target.selector(), target.value());
    if (found == null || (!target.storeKey().isEmpty() && !inStore(found, target.storeKey()))) {
      throw ApiError.notFound(
          (target.selector().equals("id") ? "ID" : target.selector())
              + " '"
              + target.value()
              + "'");
    }
    return found;
  }

  private Answer write(Request request, Target target, Resource resource) {
    if (request.method().equals("DELETE") && !target.collection()) {
      ObjectNode found = existing(target, resource);
      List<String> version = request.parameters().getOrDefault("version", List.of());
      if (version.isEmpty() || !version.get(0).matches("[0-9]{1,18}")) {
        throw ApiError.invalidInput("The query parameter 'version' is required.");
      }
      resource.delete(found, Long.parseLong(version.get(0)));
      return new Answer(200, resource.view(found));
    }
    if (!request.method().equals("POST")) {
      throw ApiError.methodNotAllowed(request.method());
    }
    JsonNode body = body(request);
    if (resource == orders && target.selector().equals("id") && target.value().equals("import")) {
      return new Answer(201, orders.view(orders.importOrder(body)));
    }
    if (target.collection()) {
      if (!target.storeKey().isEmpty()) {
        throw ApiError.methodNotAllowed(request.method());
      }
      ObjectNode created = resource.view(resource.create(body));
      if (resource.typeId().equals("customer")) {
        ObjectNode signIn = JSON.createObjectNode();
        signIn.set("customer", created);
        created = signIn;
      }
      return new Answer(201, created);
    }
    return new Answer(200, resource.view(resource.update(existing(target, resource), body)));
  }

  private static JsonNode body(Request request) {
    String contentType = request.contentType();
    if (contentType == null
        || !contentType.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
      throw ApiError.invalidInput(
          "Content-Type must be application/json, not " + contentType + ".");
    }
    return json(request.body());
  }

  static JsonNode json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node.isObject()) {
        return node;
      }
      throw ApiError.invalidJson("expected an object");
    } catch (JsonProcessingException e) {
      throw ApiError.invalidJson(e.getOriginalMessage());
    }
  }

  /** The call that a request is, for the log and for faults. */
  ApiCall call(Request request) {
    List<String> segments = segments(request.path());
    if (segments == null) {
      return new ApiCall(request.method(), "", request.path(), List.of());
    }
    Target target = target(segments);
    List<String> actions = new ArrayList<>();
    if (request.method().equals("POST") && !request.body().isEmpty()) {
      try {
        JSON.readTree(request.body())
            .path("actions")
            .forEach(node -> actions.add(node.path("action").asText()));
      } catch (JsonProcessingException e) {
        // Not JSON: the answer will say so, and there are no actions.
        actions.clear();
      }
    }
    return new ApiCall(
        request.method(),
        target == null ? "" : target.resource(),
        String.join("/", segments),
        List.copyOf(actions));
  }
}
