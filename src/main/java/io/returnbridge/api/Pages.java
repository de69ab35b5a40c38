package io.returnbridge.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What a browser shows to a person, in contrast to what a program reads. */
public final class Pages {

  public static final String CONSOLE = "/console";
  static final String LOGIN = "/login";

  private Pages() {}

  /**
   * A page of the console, or of another part that a person opens; with Basic it is a program's.
   */
  static boolean isAskedFor(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return !Credentials.isBasic(request.getHeader(HttpHeaders.AUTHORIZATION))
        && (isOfConsole(request.path())
            || request.path().equals(LOGIN)
            || accept != null && accept.contains("text/html"));
  }

  public static boolean isOfConsole(@Nullable String path) {
    return path != null && (path.equals(CONSOLE) || path.startsWith(CONSOLE + "/"));
  }
}
