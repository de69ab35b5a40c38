package io.returnbridge.api;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What a browser shows to a person, in contrast to what a program reads. */
public final class Pages {

  public static final String CONSOLE = "/console";
  static final String LOGIN = "/login";

  /** The cookie in which the login form finds where somebody came from. */
  public static final String FROM = "returnbridge-from";

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

  /**
   * What a form sent when its session had ended is not sent again by the login: who logs in is led
   * back to the page of the form, where the browser has kept what was typed.
   *
   * @return false when the request is no form's, and nothing was answered
   */
  static boolean isLedBackToItsForm(RoutingContext request) {
    String from = request.request().getHeader(HttpHeaders.REFERER);
    if (!request.request().method().equals(HttpMethod.POST)
        || request.request().path().equals(LOGIN)
        || from == null
        || !ChangingCalls.isSame(from, request.request().getHeader(HttpHeaders.HOST))) {
      return false;
    }
    request
        .response()
        .addCookie(Cookie.cookie(FROM, from).setPath("/").setSameSite(CookieSameSite.LAX))
        .setStatusCode(303)
        .putHeader(HttpHeaders.LOCATION, LOGIN)
        .end();
    return true;
  }

  /**
   * A part of a page cannot follow to another server: it is told to begin with the login, and its
   * page does.
   *
   * @return false when the request is a page's own, and nothing was answered
   */
  static boolean isLedToTheLogin(RoutingContext request) {
    String mode = request.request().getHeader("Sec-Fetch-Mode");
    if (mode == null || mode.equals("navigate")) {
      return false;
    }
    request.response().setStatusCode(302).putHeader(HttpHeaders.LOCATION, LOGIN).end();
    return true;
  }

  public static boolean isOfConsole(@Nullable String path) {
    return path != null && (path.equals(CONSOLE) || path.startsWith(CONSOLE + "/"));
  }
}
