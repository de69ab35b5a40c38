package io.returnbridge.api;

import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Problem;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.ChangedMeanwhile;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error of the API as a problem; what is inside the program stays in the log. */
final class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  private final OidcLogin oidc;
  private final SecurityIdentity login;
  private final String claim;

  Problems(OidcLogin oidc, SecurityIdentity login, Settings settings) {
    this.oidc = oidc;
    this.login = login;
    this.claim =
        settings.oidc().map(server -> ", by OIDC in its claim " + server.rolesClaim()).orElse("");
  }

  @ServerExceptionMapper({
    Throwable.class,
    WebApplicationException.class,
    jakarta.ws.rs.NotFoundException.class,
    AuthenticationFailedException.class,
    AuthenticationCompletionException.class,
    UnauthorizedException.class,
    ForbiddenException.class
  })
  RestResponse<Problem> answer(Throwable failure, HttpServerRequest request) {
    if (failure instanceof AuthenticationCompletionException) {
      oidc.refused(failure, request);
    }
    if (failure instanceof AuthenticationFailedException && request.path().equals(Pages.LOGIN)) {
      return RestResponse.seeOther(URI.create(Pages.LOGIN + "?failed=yes"));
    }
    Problem problem = problem(failure);
    RestResponse.ResponseBuilder<Problem> answer =
        RestResponse.ResponseBuilder.<Problem>create(problem.status())
            .entity(problem)
            .header(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    if (problem.status() == 401 && !(failure instanceof AuthenticationCompletionException)) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, Login.CHALLENGE);
    }
    if (failure.getCause() instanceof Logins.NotNow notNow) {
      answer.header(HttpHeaders.RETRY_AFTER, Long.toString(notNow.retryAfter()));
    } else if (problem.status() == 503) {
      answer.header(HttpHeaders.RETRY_AFTER, "2");
    }
    if (failure instanceof WebApplicationException known
        && known.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
      answer.header(HttpHeaders.ALLOW, known.getResponse().getHeaderString(HttpHeaders.ALLOW));
    }
    return answer.build();
  }

  private Problem problem(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (failure.getCause() instanceof Logins.NotNow notNow) {
      return notNow.problem();
    }
    if (failure instanceof UnauthorizedException
        || failure instanceof AuthenticationFailedException) {
      return Login.required();
    }
    if (failure instanceof AuthenticationCompletionException) {
      return Problem.of(
          401,
          "The login was not completed: the OIDC server's answer was not right, or too late. Log in"
              + " again; if it stays so, the program's log says why",
          null);
    }
    if (failure instanceof ForbiddenException && login.getRoles().isEmpty()) {
      return Problem.of(
          403,
          "You are logged in as "
              + login.getPrincipal().getName()
              + ", without a role: an administrator gives you one of "
              + Roles.ALL.stream().sorted().collect(Collectors.joining(", "))
              + claim,
          null);
    }
    if (failure instanceof ForbiddenException) {
      return Problem.of(403, "This login has none of the roles that may do this", null);
    }
    if (failure instanceof Unavailable away) {
      return Problem.of(
          503,
          away instanceof ChangedMeanwhile
              ? "The program is working on it just now; ask again in a moment"
              : away.system() + " does not answer; ask again later",
          null);
    }
    if (failure instanceof WebApplicationException known) {
      return Problem.of(known.getResponse().getStatus(), detail(known), null);
    }
    if (failure instanceof IOException && failure.getCause() instanceof ClosedChannelException) {
      return Problem.of(400, "The connection ended before the request did", null);
    }
    LOG.error("A request failed", failure);
    return Problem.of(500, "The program failed; its log says why", null);
  }

  private static String detail(WebApplicationException known) {
    switch (known.getResponse().getStatus()) {
      case 404:
        return "There is nothing at this path";
      case 405:
        return "This path has no such method";
      case 406:
        return "Answers are application/json";
      case 415:
        return "Send Content-Type: application/json";
      default:
        return "The request cannot be answered";
    }
  }
}
