package io.returnbridge.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.returnbridge.json.Json;
import io.returnbridge.settings.Settings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTTP Basic for user {@code admin}, who has every role; each request brings it, none is kept. */
@ApplicationScoped
public class Login implements HttpAuthenticationMechanism {

  static final String CHALLENGE = "Basic realm=\"returnbridge\", charset=\"UTF-8\"";
  private static final String WWW_AUTHENTICATE = "WWW-Authenticate";
  private static final String USER = "admin";
  private static final String SCHEME = "basic ";

  private final byte @Nullable [] expected;

  public Login(Settings settings) {
    this.expected =
        settings
            .consoleAdminPassword()
            .map(password -> hash((USER + ":" + password).getBytes(StandardCharsets.UTF_8)))
            .orElse(null);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext request, IdentityProviderManager identityProviders) {
    String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Uni.createFrom().nullItem();
    }
    if (!isRight(header.substring(SCHEME.length()).strip())) {
      return Uni.createFrom().failure(new AuthenticationFailedException());
    }
    return Uni.createFrom()
        .item(
            QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(USER))
                .addRoles(Roles.ALL)
                .build());
  }

  /** Compares hashes in constant time, so that neither content nor length can be measured. */
  private boolean isRight(String credentials) {
    try {
      return expected != null
          && MessageDigest.isEqual(expected, hash(Base64.getDecoder().decode(credentials)));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom().item(new ChallengeData(401, WWW_AUTHENTICATE, CHALLENGE));
  }

  @Override
  public Uni<Boolean> sendChallenge(RoutingContext request) {
    request
        .response()
        .setStatusCode(401)
        .putHeader(WWW_AUTHENTICATE, CHALLENGE)
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Buffer.buffer(Json.write(required())));
    return Uni.createFrom().item(true);
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }

  static Problem required() {
    return Problem.of(
        401, "Log in with HTTP Basic as user admin with CONSOLE_ADMIN_PASSWORD", null);
  }

  private static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
