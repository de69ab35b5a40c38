package io.returnbridge.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.returnbridge.api.Logins.NotNow;
import io.returnbridge.edge.ClientAddresses;
import io.returnbridge.json.Json;
import io.returnbridge.json.Problem;
import io.returnbridge.settings.Settings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP Basic, at the API and at pages: each request brings it, none is kept. People who come
 * without it to a page are led to the login form, and have a session from then on.
 */
@ApplicationScoped
public class Login implements HttpAuthenticationMechanism {

  static final String CHALLENGE = "Basic realm=\"returnbridge\", charset=\"UTF-8\"";
  static final String NOT_NOW = "io.returnbridge.login-not-now";
  private static final String WWW_AUTHENTICATE = "WWW-Authenticate";
  private static final int BEFORE_THE_LOGIN = 500;

  private final Logins logins;
  private final ClientAddresses clients;
  private final boolean byOidc;

  public Login(Logins logins, ClientAddresses clients, Settings settings) {
    this.logins = logins;
    this.clients = clients;
    this.byOidc = settings.oidc().isPresent();
  }

  void register(@Observes Filters filters) {
    filters.register(
        request -> {
          String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
          Optional<NotNow> notNow =
              Credentials.isBasic(header)
                  ? logins.refusal(Credentials.read(header), clients.of(request.request()))
                  : Optional.empty();
          notNow.ifPresentOrElse(not -> answer(request, not), request::next);
        },
        BEFORE_THE_LOGIN);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext request, IdentityProviderManager identityProviders) {
    String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !Credentials.isBasic(header)) {
      return Uni.createFrom().nullItem();
    }
    return logins
        .identify(Credentials.read(header), clients.of(request.request()))
        .onFailure(AuthenticationFailedException.class)
        .invoke(failed -> remember(request, failed));
  }

  /** So that the answer can say why. */
  static void remember(RoutingContext request, Throwable failed) {
    if (failed.getCause() instanceof NotNow notNow) {
      request.put(NOT_NOW, notNow);
    }
  }

  /** Before the form and OIDC, which would lead programs to a page. */
  @Override
  public int getPriority() {
    return HttpAuthenticationMechanism.DEFAULT_PRIORITY + 2;
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Pages.isAskedFor(request.request())
        ? Uni.createFrom().nullItem()
        : Uni.createFrom().item(new ChallengeData(401, WWW_AUTHENTICATE, CHALLENGE));
  }

  @Override
  public Uni<Boolean> sendChallenge(RoutingContext request) {
    if (Pages.isAskedFor(request.request())) {
      return Uni.createFrom()
          .item(Pages.isLedBackToItsForm(request) || byOidc && Pages.isLedToTheLogin(request));
    }
    if (request.get(NOT_NOW) instanceof NotNow notNow) {
      answer(request, notNow);
    } else {
      request.response().putHeader(WWW_AUTHENTICATE, CHALLENGE);
      answer(request, required());
    }
    return Uni.createFrom().item(true);
  }

  private static void answer(RoutingContext request, NotNow notNow) {
    request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(notNow.retryAfter()));
    answer(request, notNow.problem());
  }

  private static void answer(RoutingContext request, Problem problem) {
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Buffer.buffer(Json.write(problem)));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }

  static Problem required() {
    return Problem.of(
        401,
        "Log in with HTTP Basic as user admin with CONSOLE_ADMIN_PASSWORD, or as one of CONSOLE_USERS",
        null);
  }
}
