package io.returnbridge.console.hawtio;

import static java.util.Map.entry;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.json.Json;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Hawtio's pages, which are files, and the few answers that they ask their server for. */
@Path("/hawtio")
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class HawtioResource {
  private static final String HOME = "/hawtio/";
  private static final String FILES = "hawtio-static/";
  private static final String INDEX = "index.html";
  private static final String JSON_TYPE = "application/json";

  /** Their names have a hash of what is in them. */
  private static final String UNCHANGING = "static/";

  /** As Hawtio's own files are called; none begins with a dot. */
  private static final Pattern FILE =
      Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", JSON_TYPE,
          "svg", "image/svg+xml",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "ttf", "font/ttf",
          "txt", "text/plain; charset=utf-8");

  /** Who is logged in has logged in here: there is no other login, plug-in or server to choose. */
  private static final Map<String, String> ANSWERS =
      Map.ofEntries(
          entry("plugin", "[]"),
          entry("preset-connections", "[]"),
          entry("proxy/enabled", "false"),
          entry("keycloak/enabled", "false"),
          entry("auth/config", "{}"),
          entry("auth/config/login", "{}"),
          entry("auth/config/oidc", "{}"),
          entry("auth/config/session-timeout", "{}"),
          entry(
              "hawtconfig.json",
              """
              {"branding": {"appName": "Returnbridge: routes and health, to read", "showAppName": true,
                "appLogoUrl": "img/hawtio-logo.svg", "appLogoDarkModeUrl": "img/hawtio-logo-darkmode.svg"},
               "about": {"title": "Hawtio", "imgSrc": "img/hawtio-logo.svg",
                "imgDarkModeSrc": "img/hawtio-logo-darkmode.svg",
                "additionalInfo": "Reads only: what would change something is refused."},
               "disabledRoutes": ["/connect"]}
              """));

  private final SecurityIdentity login;

  public HawtioResource(SecurityIdentity login) {
    this.login = login;
  }

  @GET
  public RestResponse<InputStream> home(UriInfo address) {
    return address.getPath().endsWith("/")
        ? file(INDEX)
        : RestResponse.ResponseBuilder.<InputStream>create(303)
            .header(HttpHeaders.LOCATION, HOME)
            .build();
  }

  /** A file, or for what is a place within the pages, the page that finds it. */
  @GET
  @Path("{path:.+}")
  public RestResponse<InputStream> page(
      @PathParam("path") String path, @Context HttpServerResponse response) {
    if (path.equals("user")) {
      return json(Json.write(login.getPrincipal().getName()));
    }
    String answer = ANSWERS.get(path);
    if (answer != null) {
      return json(answer);
    }
    RestResponse<InputStream> file = file(isFile(path) ? path : INDEX);
    if (path.startsWith(UNCHANGING)) {
      response.headers().set(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable");
    }
    return file;
  }

  private static boolean isFile(String path) {
    return path.startsWith(UNCHANGING) || type(path) != null;
  }

  private static @Nullable String type(String path) {
    return TYPES.get(path.substring(path.lastIndexOf('.') + 1));
  }

  private static RestResponse<InputStream> file(String path) {
    String type = type(path);
    InputStream content =
        type == null || !FILE.matcher(path).matches()
            ? null
            : HawtioResource.class.getClassLoader().getResourceAsStream(FILES + path);
    if (type == null || content == null) {
      throw Refusal.notFound("There is nothing at this path");
    }
    return RestResponse.ResponseBuilder.<InputStream>ok(content)
        .header(HttpHeaders.CONTENT_TYPE, type)
        .build();
  }

  private static RestResponse<InputStream> json(String text) {
    return RestResponse.ResponseBuilder.<InputStream>ok(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .header(HttpHeaders.CONTENT_TYPE, JSON_TYPE)
        .build();
  }
}
