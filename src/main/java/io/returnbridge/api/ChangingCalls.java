package io.returnbridge.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * A page of another origin cannot make a browser that is logged in change anything: a changing call
 * is JSON (imports: CSV), which another origin's form cannot send, and of the same origin when it
 * has one. The console's own forms must say that they are of the same origin.
 */
final class ChangingCalls {

  /** Imports are tables, which another origin's form cannot send either. */
  private static final List<String> TABLES = List.of("/api/imports/", Pages.CONSOLE + "/imports/");

  /** Hawtio's own client sends this type, which another origin's form cannot send either. */
  private static final String JOLOKIA = "/hawtio/jolokia";

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  @ServerRequestFilter(preMatching = true)
  void check(ContainerRequestContext request) {
    if (READING.contains(request.getMethod())) {
      return;
    }
    String origin = request.getHeaderString("Origin");
    if (origin != null && !isSame(origin, request.getUriInfo().getRequestUri().getRawAuthority())) {
      throw Refusal.of(403, "The Origin of a changing call must be this server's own, or absent");
    }
    String path = request.getUriInfo().getPath();
    String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (Pages.isOfConsole(path) && is(MediaType.APPLICATION_FORM_URLENCODED, type)) {
      if (origin == null && !"same-origin".equals(request.getHeaderString("Sec-Fetch-Site"))) {
        throw Refusal.of(403, "A form must say that it comes from this server: send its Origin");
      }
      return;
    }
    String wanted =
        TABLES.stream().anyMatch(path::startsWith)
            ? ImportsResource.CSV
            : MediaType.APPLICATION_JSON;
    if (!is(wanted, type) && !(path.startsWith(JOLOKIA) && is("text/json", type))) {
      throw Refusal.of(415, "Send Content-Type: " + wanted);
    }
  }

  /**
   * By host and port, which HTTP/1 has in Host and HTTP/2 in :authority; the scheme is the proxy's.
   */
  static boolean isSame(String origin, @Nullable String host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static boolean is(String wanted, @Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(wanted);
  }
}
