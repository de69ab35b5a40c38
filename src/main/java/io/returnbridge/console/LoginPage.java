package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The login form. What it sends is looked at before any page is. */
@Path("/login")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class LoginPage {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance login(String problem);
  }

  private final Language language;

  LoginPage(Language language) {
    this.language = language;
  }

  /**
   * @param failed there, whatever it is, after a wrong name or password
   */
  @GET
  public TemplateInstance form(
      @QueryParam("failed") @Nullable String failed, @QueryParam("lang") @Nullable String lang) {
    return Templates.login(failed == null ? "" : Words.say(language.now(), "loginFailed"));
  }
}
