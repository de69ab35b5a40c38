package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The authorization server: client credentials in, tokens with scopes and an end out. */
final class Tokens {
  private record Token(Set<String> scopes, long endsAtNanos) {}

  /** An answer of {@code POST /oauth/token}. */
  record Answer(int status, ObjectNode body) {}

  private final SandboxOptions options;
  private final Map<String, Token> tokens = new HashMap<>();
  private boolean revoked;
  private volatile Set<String> granted;
  private volatile Duration ttl;

  Tokens(SandboxOptions options) {
    this.options = options;
    this.ttl = options.tokenTtl();
    this.granted = full(options.scopes());
  }

  private Set<String> full(Set<String> scopes) {
    Set<String> full = new LinkedHashSet<>();
    scopes.forEach(
        scope -> full.add(scope.contains(":") ? scope : scope + ":" + options.projectKey()));
    return full;
  }

  Set<String> granted() {
    return granted;
  }

  void grant(Set<String> scopes) {
    granted = full(scopes);
  }

  void ttl(Duration newTtl) {
    ttl = newTtl;
  }

  synchronized void expireAll() {
    tokens.clear();
  }

  /** While true the client gets no token, and those that it has are worth nothing. */
  synchronized void revoke(boolean all) {
    revoked = all;
    tokens.clear();
  }

  synchronized Answer issue(@Nullable String authorization, Map<String, List<String>> form) {
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (options.clientId() + ":" + options.clientSecret())
                        .getBytes(StandardCharsets.UTF_8));
    if (revoked || !expected.equals(authorization)) {
      return refused(
          401,
          "invalid_client",
          "Please provide valid client credentials using HTTP Basic Authentication.");
    }
    if (!first(form, "grant_type").equals("client_credentials")) {
      return refused(
          400,
          "unsupported_grant_type",
          "Invalid parameter: grant_type: expected client_credentials.");
    }
    Set<String> scopes = granted;
    String requested = first(form, "scope");
    if (!requested.isBlank()) {
      scopes = new LinkedHashSet<>(List.of(requested.trim().split("\\s+")));
      for (String scope : scopes) {
        if (!granted.contains(scope)) {
          return refused(
              400, "invalid_scope", "The scope '" + scope + "' is not granted to the client.");
        }
      }
    }
    String token = UUID.randomUUID().toString().replace("-", "");
    tokens.values().removeIf(old -> old.endsAtNanos() - System.nanoTime() < 0);
    tokens.put(token, new Token(Set.copyOf(scopes), System.nanoTime() + ttl.toNanos()));
    return new Answer(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("access_token", token)
            .put("token_type", "Bearer")
            .put("expires_in", ttl.toSeconds())
            .put("scope", String.join(" ", scopes)));
  }

  /**
   * @throws ApiError 401 when the token is unknown or has expired, 403 when it has none of the
   *     scopes
   */
  synchronized void check(@Nullable String authorization, Set<String> oneOf) {
    Token token =
        authorization == null || !authorization.startsWith("Bearer ")
            ? null
            : tokens.get(authorization.substring("Bearer ".length()));
    if (token == null || token.endsAtNanos() - System.nanoTime() < 0) {
      throw ApiError.invalidToken();
    }
    for (String scope : oneOf) {
      if (token.scopes().contains(scope + ":" + options.projectKey())) {
        return;
      }
    }
    throw ApiError.insufficientScope(String.join(", ", oneOf));
  }

  private static String first(Map<String, List<String>> form, String name) {
    List<String> values = form.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }

  private static Answer refused(int status, String code, String message) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("statusCode", status).put("message", message);
    body.putArray("errors").addObject().put("code", code).put("message", message);
    body.put("error", code).put("error_description", message);
    return new Answer(status, body);
  }
}
