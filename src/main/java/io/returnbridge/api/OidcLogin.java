package io.returnbridge.api;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.SecurityEvent;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.returnbridge.edge.ClientAddresses;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Who comes from the OIDC server: their name, and of what the claim has for roles those that there
 * are here.
 */
@ApplicationScoped
public class OidcLogin implements SecurityIdentityAugmentor {

  public static final String HOW = "OIDC";
  private static final Logger LOG = Logger.getLogger(OidcLogin.class);
  private static final int LONGEST_NAME = 100;

  private final Logins logins;
  private final LoginRecords records;
  private final ClientAddresses clients;

  OidcLogin(Logins logins, LoginRecords records, ClientAddresses clients) {
    this.logins = logins;
    this.records = records;
    this.clients = clients;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return Uni.createFrom().item(isByOidc(identity) ? known(identity) : identity);
  }

  public static boolean isByOidc(SecurityIdentity identity) {
    return identity.getCredential(IdTokenCredential.class) != null;
  }

  private SecurityIdentity known(SecurityIdentity identity) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name(identity)))
        .addRoles(roles(identity))
        .addCredentials(identity.getCredentials())
        .addAttributes(identity.getAttributes())
        .build();
  }

  private static Set<String> roles(SecurityIdentity identity) {
    return identity.hasRole(Roles.ADMIN)
        ? Roles.ALL
        : identity.getRoles().stream().filter(Roles.ALL::contains).collect(Collectors.toSet());
  }

  /** Nobody is taken for one of our own users because a claim says so. */
  private String name(SecurityIdentity identity) {
    String name = identity.getPrincipal().getName().replaceAll("\\p{Cntrl}", " ").strip();
    String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    return logins.isOurs(shown) ? shown + " (" + HOW + ")" : shown;
  }

  /**
   * What came back from the OIDC server is no login. What is within a token is told to nobody; its
   * name is not known to be true.
   */
  void refused(Throwable failure, HttpServerRequest request) {
    String client = clients.of(request);
    LOG.warnf("A login by OIDC from %s was refused: %s", client, reason(failure));
    records.refused("unknown", HOW, client);
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidJwtException token) {
        return token.getErrorDetails().stream()
            .map(ErrorCodeValidator.Error::getErrorMessage)
            .collect(Collectors.joining("; "));
      }
    }
    return failure.getCause() == null
        ? String.valueOf(failure.getMessage())
        : failure.getCause().getClass().getSimpleName();
  }

  void happened(@Observes SecurityEvent event) {
    if (event.getEventType() == SecurityEvent.Type.OIDC_LOGIN) {
      SecurityIdentity identity = event.getSecurityIdentity();
      RoutingContext request = identity.getAttribute(RoutingContext.class.getName());
      String client = clients.of(request.request());
      if (roles(identity).isEmpty()) {
        LOG.warnf("%s has logged in by OIDC from %s, and has no role", name(identity), client);
        records.refused(name(identity), HOW + ", without a role", client);
      } else {
        records.loggedIn(name(identity), HOW, client);
      }
    }
  }
}
