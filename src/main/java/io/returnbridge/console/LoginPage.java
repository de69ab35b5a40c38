package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Language;
import io.returnbridge.api.Pages;
import io.returnbridge.settings.Settings;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The login form, and the way to the OIDC server. What the form sends is looked at before any page
 * is.
 */
@Path("/login")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class LoginPage {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance login(String problem, String oidc, boolean passwords);
  }

  private final Language language;
  private final Settings settings;

  LoginPage(Language language, Settings settings) {
    this.language = language;
    this.settings = settings;
  }

  /**
   * @param failed there, whatever it is, after a wrong name or password
   */
  @GET
  public TemplateInstance form(
      @QueryParam("failed") @Nullable String failed,
      @QueryParam("lang") @Nullable String lang,
      @CookieParam(Pages.FROM) @Nullable String from) {
    return Templates.login(
        failed == null ? "" : Words.say(language.now(), "loginFailed"),
        settings.oidc().isPresent() ? page(from) : "",
        settings.oidc().isEmpty()
            || settings.consoleAdminPassword().isPresent()
            || settings.consoleUsers().isPresent());
  }

  /** A page of ours, whatever the cookie names. */
  private static String page(@Nullable String from) {
    try {
      String path = from == null ? null : URI.create(from).getRawPath();
      return Pages.isOfConsole(path) ? String.valueOf(path) : Room.TODAY.path();
    } catch (IllegalArgumentException notAnAddress) {
      return Room.TODAY.path();
    }
  }
}
