package io.returnbridge.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Reply;
import io.returnbridge.settings.Commercetools;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The access token by the client credentials flow, renewed a minute before it expires. */
final class Tokens {

  private static final Duration MARGIN = Duration.ofMinutes(1);

  private record Token(String value, Instant renewAt, Set<String> scopes) {}

  private final Wire http;
  private final Commercetools project;
  private final Circuit circuit;
  private final Clock clock;
  private @Nullable Token token;

  Tokens(Wire http, Commercetools project, Circuit circuit, Clock clock) {
    this.http = http;
    this.project = project;
    this.circuit = circuit;
    this.clock = clock;
  }

  synchronized String current() {
    return current(request -> circuit.call(request, this::reply));
  }

  /** To ask whether commercetools is there. */
  synchronized String evenIfAway() {
    return current(Supplier::get);
  }

  private String current(Function<Supplier<RawHttp.Answer>, RawHttp.Answer> by) {
    Token known = token;
    if (known == null || !clock.instant().isBefore(known.renewAt())) {
      known = fetch(by);
      token = known;
    }
    return known.value();
  }

  /** What is wrong is one of the variables, and the answer tells which. */
  private String refusal(URI uri, RawHttp.Answer answer) {
    String said = " (HTTP " + answer.status() + ", " + Answers.messageOf(answer) + "): ";
    if (Answers.says(answer, "invalid_scope")) {
      return uri
          + " does not grant the API client every scope of CTP_SCOPES"
          + said
          + "set it to what the Merchant Center shows for this API client, each as <scope>:"
          + project.projectKey()
          + Scopes.mistyped(project);
    }
    if (answer.status() == 401 || Answers.says(answer, "invalid_client")) {
      return uri
          + " does not know the API client"
          + said
          + "CTP_CLIENT_ID or CTP_CLIENT_SECRET is wrong, or it was deleted: copy both from the"
          + " Merchant Center, or create it anew";
    }
    if (answer.status() == 404 || answer.status() == 405) {
      return uri
          + " is no authorization server"
          + said
          + "correct CTP_AUTH_URL, such as https://auth.europe-west1.gcp.commercetools.com";
    }
    return uri
        + " refused the API client"
        + said
        + "check CTP_CLIENT_ID, CTP_CLIENT_SECRET, CTP_SCOPES and CTP_AUTH_URL";
  }

  /** Without a token nothing works, whoever is to blame. */
  private Reply reply(RawHttp.Answer answer) {
    Duration retryAfter = Answers.retryAfter(answer, clock);
    return answer.status() >= 400 && answer.status() < 500 && answer.status() != 429
        ? Reply.failed(refusal(tokenUri(), answer), retryAfter)
        : Reply.of(answer.status(), retryAfter);
  }

  /** Another token than the refused one; of several threads with the same one the first asks. */
  synchronized String insteadOf(String refused) {
    forget(refused);
    return current();
  }

  /** As {@link #evenIfAway}, another token than the refused one. */
  synchronized String insteadOfEvenIfAway(String refused) {
    forget(refused);
    return evenIfAway();
  }

  private void forget(String refused) {
    if (token != null && token.value().equals(refused)) {
      token = null;
    }
  }

  /** What the token may be used for, as the authorization server said. */
  synchronized Set<String> scopes() {
    current();
    return token == null ? Set.of() : token.scopes();
  }

  private URI tokenUri() {
    return URI.create(withoutSlash(project.authUrl().toString()) + "/oauth/token");
  }

  private Token fetch(Function<Supplier<RawHttp.Answer>, RawHttp.Answer> by) {
    URI uri = tokenUri();
    RawHttp.Answer answer = by.apply(() -> ask(uri));
    if (answer.status() == 429 || Reply.isFailure(answer.status())) {
      throw new Unavailable(
          "commercetools",
          "No token from " + uri + ": HTTP " + answer.status(),
          Answers.retryAfter(answer, clock),
          null);
    }
    if (answer.status() != 200) {
      throw new ClientRefused(refusal(uri, answer));
    }
    JsonNode body = Answers.body(answer);
    String value = body.path("access_token").asText("");
    if (value.isEmpty()) {
      throw new ClientRefused(
          uri
              + " did not answer with a token: correct CTP_AUTH_URL, such as"
              + " https://auth.europe-west1.gcp.commercetools.com");
    }
    Duration life = Duration.ofSeconds(body.path("expires_in").asLong(172_800));
    Duration margin = life.compareTo(MARGIN.multipliedBy(2)) < 0 ? life.dividedBy(10) : MARGIN;
    String scopes = body.path("scope").asText("").strip();
    return new Token(
        value,
        clock.instant().plus(life).minus(margin),
        scopes.isEmpty() ? Set.of() : Set.copyOf(List.of(scopes.split("\\s+"))));
  }

  private RawHttp.Answer ask(URI uri) {
    String credentials = project.clientId() + ":" + project.clientSecret();
    String form =
        "grant_type=client_credentials&scope="
            + URLEncoder.encode(project.scopes(), StandardCharsets.UTF_8);
    try {
      return http.send(
          "POST",
          uri,
          Map.of(
              "Authorization",
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
              "Content-Type",
              "application/x-www-form-urlencoded"),
          form.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Unavailable(
          "commercetools",
          "No token from " + uri + ": " + e.getMessage() + "; check CTP_AUTH_URL and the network",
          null,
          e);
    }
  }

  static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
