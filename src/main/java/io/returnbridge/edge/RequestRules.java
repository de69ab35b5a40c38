package io.returnbridge.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request must look like. Everything that two readers could understand in two
 * ways is refused, before it is routed and before its body is read. HTTP/2 is never spoken: where
 * strangers come in an offer of it is refused, since a proxy that takes it up would let everything
 * through; elsewhere it is left unanswered, as HTTP allows, because Java's own client makes it.
 */
final class RequestRules {
  static final String SIGNATURE = "X-REVENI-SIGNATURE";

  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);
  private static final List<CharSequence> ONCE =
      List.of(
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.ORIGIN,
          HttpHeaderNames.EXPECT,
          HttpHeaderNames.CONTENT_ENCODING);

  private RequestRules() {}

  /**
   * @param published whether it came in on {@code PUBLIC_HTTP_PORT}
   * @return null when it may go on
   */
  static @Nullable Refused refusal(HttpRequest request, boolean published) {
    HttpHeaders headers = request.headers();
    Refused framing = framing(request.protocolVersion(), headers);
    if (framing != null) {
      return framing;
    }
    String fault = RawAddress.fault(request.uri());
    if (fault != null) {
      return Refused.badRequest(fault);
    }
    String path = RawAddress.path(request.uri());
    Area area = Area.of(path);
    if (published && !isPublished(request.method(), path, area)) {
      return Refused.of(404, "Not found", "There is nothing at this path");
    }
    boolean strangers = published || area == Area.WEBHOOKS || area == Area.WAREHOUSE;
    if (strangers
        && (headers.contains(HttpHeaderNames.UPGRADE) || headers.contains("HTTP2-Settings"))) {
      return Refused.badRequest(
          "Only HTTP/1.1 is spoken here: send no Upgrade (a client that offers HTTP/2 has a setting"
              + " for it)");
    }
    for (CharSequence name : ONCE) {
      if (headers.getAll(name).size() > 1) {
        return Refused.badRequest("The header " + name + " is there more than once");
      }
    }
    Refused credentials = credentials(headers, area);
    if (credentials != null) {
      return credentials;
    }
    if (!METHODS.contains(request.method())) {
      return new Refused(
          405,
          "Method not allowed",
          "No path here has this method",
          Map.of("Allow", area == Area.WEBHOOKS || area == Area.WAREHOUSE ? "POST" : "GET, POST"));
    }
    return body(headers, area);
  }

  private static @Nullable Refused framing(HttpVersion version, HttpHeaders headers) {
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return Refused.badRequest("Only HTTP/1.1 is spoken here");
    }
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || hosts.isEmpty() && version.equals(HttpVersion.HTTP_1_1)) {
      return Refused.badRequest("The header Host must be there once");
    }
    if (!hosts.isEmpty() && !hosts.get(0).matches("[A-Za-z0-9._~:%\\[\\]-]{1,255}")) {
      return Refused.badRequest("The header Host must be a host, and its port if any");
    }
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean oneLength = lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}");
    boolean chunked = encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked");
    if (!lengths.isEmpty() && !encodings.isEmpty()
        || !lengths.isEmpty() && !oneLength
        || !encodings.isEmpty() && (!chunked || version.equals(HttpVersion.HTTP_1_0))) {
      return Refused.badRequest(
          "Say once how long the body is: Content-Length, or Transfer-Encoding: chunked");
    }
    return null;
  }

  /** One of two would count for one reader, and the other one for another. */
  private static @Nullable Refused credentials(HttpHeaders headers, Area area) {
    for (String name : List.of(HttpHeaderNames.AUTHORIZATION.toString(), SIGNATURE)) {
      if (headers.getAll(name).size() > 1) {
        return new Refused(
            401,
            "Unauthorized",
            "The header " + name + " is there more than once",
            Map.of(
                "WWW-Authenticate",
                area == Area.WEBHOOKS || area == Area.WAREHOUSE
                    ? "Bearer"
                    : "Basic realm=\"returnbridge\", charset=\"UTF-8\""));
      }
    }
    return null;
  }

  private static @Nullable Refused body(HttpHeaders headers, Area area) {
    String expected = headers.get(HttpHeaderNames.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      return Refused.of(417, "Expectation failed", "Expect may be 100-continue only");
    }
    String coded = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (coded != null && !coded.equalsIgnoreCase("identity")) {
      return Refused.of(415, "Unsupported media type", "Send the body without Content-Encoding");
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length) > area.longestBody()) {
      return Refused.tooLarge(area.longestBody());
    }
    return null;
  }

  private static boolean isPublished(HttpMethod method, String path, Area area) {
    return area == Area.WEBHOOKS
        || area == Area.WAREHOUSE
        || path.equals("/api/reason-codes")
            && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
  }
}
