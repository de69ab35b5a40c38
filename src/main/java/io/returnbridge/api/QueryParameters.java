package io.returnbridge.api;

import io.returnbridge.mappings.Suggestion;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A query parameter that a call does not have is refused: left out of account, a misspelt filter
 * would answer everything. Which ones a call has its own signature says. Pages of Hawtio have their
 * own.
 */
final class QueryParameters {
  private static final String HAWTIO = "/hawtio";

  /** Every page takes it. */
  private static final String LANGUAGE = "lang";

  private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

  @ServerRequestFilter
  void check(ContainerRequestContext request, ResourceInfo resource) {
    Method method = resource.getResourceMethod();
    if (method == null || request.getUriInfo().getPath().startsWith(HAWTIO)) {
      return;
    }
    Set<String> names = known.computeIfAbsent(method, QueryParameters::of);
    for (Map.Entry<String, List<String>> given :
        request.getUriInfo().getQueryParameters().entrySet()) {
      String name = given.getKey();
      if (name.equals(LANGUAGE) && Pages.isOfConsole(request.getUriInfo().getPath())) {
        continue;
      }
      if (!names.contains(name)) {
        throw Refusal.badRequest(name, problem(name, names));
      }
      if (given.getValue().size() > 1) {
        throw Refusal.badRequest(name, name + " is given more than once");
      }
    }
  }

  static String problem(String name, Set<String> names) {
    String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
    return "\""
        + shown
        + "\" is not a query parameter of this call"
        + Suggestion.of(shown, names)
        + (names.isEmpty() ? "; it has none" : "; it has " + String.join(", ", names));
  }

  private static Set<String> of(Method method) {
    Set<String> names = new TreeSet<>();
    for (Annotation[] parameter : method.getParameterAnnotations()) {
      Arrays.stream(parameter)
          .map(a -> a instanceof QueryParam query ? query.value() : null)
          .filter(Objects::nonNull)
          .forEach(names::add);
    }
    return names;
  }
}
