package io.returnbridge.console;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import io.returnbridge.api.Language;
import io.returnbridge.api.LoginRecords;
import io.returnbridge.api.OidcLogin;
import io.returnbridge.edge.ClientAddresses;
import io.returnbridge.settings.Settings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Ends the session of the browser, and at the OIDC server the one that it came from. */
@Path("/console/logout")
@PermitAll
public class Logout {

  private static final URI LOGIN = URI.create("/login");

  private final SecurityIdentity login;
  private final Instance<OidcSession> oidc;
  private final LoginRecords records;
  private final ClientAddresses clients;
  private final Settings settings;
  private final Language language;

  Logout(
      SecurityIdentity login,
      Instance<OidcSession> oidc,
      LoginRecords records,
      ClientAddresses clients,
      Settings settings,
      Language language) {
    this.login = login;
    this.oidc = oidc;
    this.records = records;
    this.clients = clients;
    this.settings = settings;
    this.language = language;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<RestResponse<String>> logout(UriInfo address, @Context HttpServerRequest request) {
    if (login.isAnonymous()) {
      return Uni.createFrom().item(RestResponse.seeOther(LOGIN));
    }
    boolean byOidc = OidcLogin.isByOidc(login);
    records.loggedOut(
        login.getPrincipal().getName(), byOidc ? OidcLogin.HOW : "the form", clients.of(request));
    if (!byOidc) {
      FormAuthenticationMechanism.logout(login);
      return Uni.createFrom().item(RestResponse.seeOther(LOGIN));
    }
    String next = endOfItsSession(address);
    return oidc.get().logout().map(over -> next == null ? RestResponse.seeOther(LOGIN) : to(next));
  }

  /** By a page: what a form sends may not be led to another server. */
  private RestResponse<String> to(String next) {
    String page = ProblemPages.Templates.door(say("logout"), "", next, say("logoutGoOn")).render();
    return RestResponse.ResponseBuilder.ok(page, MediaType.TEXT_HTML)
        .header("Refresh", "0; url=" + next)
        .build();
  }

  private String say(String word) {
    return Words.say(language.now(), word);
  }

  /** Where the OIDC server ends its session, and then leads back; null for one that cannot. */
  private @Nullable String endOfItsSession(UriInfo address) {
    OidcConfigurationMetadata server = login.getAttribute(OidcUtils.CONFIG_METADATA_ATTRIBUTE);
    String end = server == null ? null : server.getEndSessionUri();
    if (end == null) {
      return null;
    }
    String back =
        settings
            .consoleUrl()
            .map(URI::toString)
            .orElse(address.getBaseUri().resolve("/").toString());
    return end
        + (end.contains("?") ? '&' : '?')
        + "id_token_hint="
        + encoded(login.getCredential(IdTokenCredential.class).getToken())
        + "&post_logout_redirect_uri="
        + encoded(back.replaceAll("/$", "") + LOGIN);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
