package io.returnbridge.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.returnbridge.edge.ClientAddresses;
import io.returnbridge.edge.WrongCredentials;
import io.returnbridge.edge.WrongCredentials.Kind;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.json.Problem;
import io.returnbridge.settings.ConsoleUser;
import io.returnbridge.settings.Settings;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Basic for user {@code admin}, who has every role, and those of {@code CONSOLE_USERS}; each
 * request brings it, none is kept.
 */
@ApplicationScoped
public class Login implements HttpAuthenticationMechanism {

  static final String CHALLENGE = "Basic realm=\"returnbridge\", charset=\"UTF-8\"";
  private static final String WWW_AUTHENTICATE = "WWW-Authenticate";
  private static final String ADMIN = "admin";
  private static final String UNKNOWN = "an unknown name";
  private static final String NOT_NOW = "io.returnbridge.login-not-now";
  private static final int BEFORE_THE_LOGIN = 500;

  /** A login that is not looked at now, whether it is right or wrong. */
  static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final long retryAfter;

    /**
     * @param retryAfter in seconds
     */
    NotNow(int status, String detail, long retryAfter) {
      super(detail);
      this.status = status;
      this.retryAfter = retryAfter;
    }

    Problem problem() {
      return Problem.of(status, getMessage(), null);
    }

    long retryAfter() {
      return retryAfter;
    }
  }

  private final byte @Nullable [] ofAdmin;
  private final int shortest;
  private final ConsoleUsers users;
  private final WrongCredentials wrong;
  private final ClientAddresses clients;
  private final Passwords passwords = new Passwords();

  public Login(
      Settings settings, ConsoleUsers users, WrongCredentials wrong, ClientAddresses clients) {
    this.ofAdmin = settings.consoleAdminPassword().map(Login::hash).orElse(null);
    this.shortest = settings.externalStorage() ? Settings.SHORTEST_PASSWORD : 0;
    this.users = users;
    this.wrong = wrong;
    this.clients = clients;
  }

  /** Whoever has guessed too often is not even listened to, nor does it cost us a comparison. */
  void register(@Observes Filters filters) {
    filters.register(
        request -> {
          String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
          String client = clients.of(request.request());
          if (Credentials.isBasic(header) && wrong.isSlowed(Kind.LOGIN, nameIn(header), client)) {
            answer(request, slowed(nameIn(header), client));
          } else {
            request.next();
          }
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
    String client = clients.of(request.request());
    Optional<Credentials> given = Credentials.read(header);
    if (given.isPresent() && given.get().name().equals(ADMIN)) {
      return isAdmin(given.get().password())
          ? Uni.createFrom().item(identity(ADMIN, Roles.ALL))
          : failed(ADMIN, client);
    }
    if (given.isEmpty()) {
      return failed(UNKNOWN, client);
    }
    String password = given.get().password();
    Optional<ConsoleUser> user = users.find(given.get().name());
    if (user.isPresent() && passwords.isKnown(password, user.get().password())) {
      return Uni.createFrom().item(identity(user.get().name(), user.get().roles()));
    }
    return Uni.createFrom()
        .item(() -> tried(user, password, client))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onFailure(NotNow.class)
        .transform(
            notNow -> {
              request.put(NOT_NOW, notNow);
              return new AuthenticationFailedException(notNow);
            });
  }

  /** Counted before it is compared: however many come at once, no more are tried. */
  private SecurityIdentity tried(Optional<ConsoleUser> user, String password, String client) {
    String name = user.map(ConsoleUser::name).orElse(UNKNOWN);
    String hash = user.map(ConsoleUser::password).orElse(Passwords.OF_NOBODY);
    if (!wrong.begins(Kind.LOGIN, name, client)) {
      throw slowed(name, client);
    }
    try {
      if (password.length() >= shortest && passwords.isRight(password, hash) && user.isPresent()) {
        return identity(name, user.get().roles());
      }
      wrong.wrong(Kind.LOGIN, name, client);
      throw new AuthenticationFailedException();
    } catch (Unavailable tooMany) {
      throw new NotNow(503, String.valueOf(tooMany.getMessage()), 2);
    } finally {
      wrong.ended(Kind.LOGIN, name, client);
    }
  }

  private NotNow slowed(String name, String client) {
    wrong.slowed(Kind.LOGIN);
    return new NotNow(
        429,
        "Too many wrong logins from this address: wait, and come again",
        wrong.retryAfter(Kind.LOGIN, name, client));
  }

  private Uni<SecurityIdentity> failed(String name, String client) {
    wrong.wrong(Kind.LOGIN, name, client);
    return Uni.createFrom().failure(new AuthenticationFailedException());
  }

  private static SecurityIdentity identity(String name, Set<String> roles) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addRoles(roles.contains(Roles.ADMIN) ? Roles.ALL : roles)
        .build();
  }

  /** All names that do not exist are one, so that none can be found out by waiting. */
  private String nameIn(@Nullable String header) {
    return Optional.ofNullable(header)
        .flatMap(Credentials::read)
        .map(Credentials::name)
        .filter(name -> name.equals(ADMIN) || users.find(name).isPresent())
        .orElse(UNKNOWN);
  }

  /** Compares hashes in constant time, so that neither content nor length can be measured. */
  private boolean isAdmin(String password) {
    return ofAdmin != null && MessageDigest.isEqual(ofAdmin, hash(password));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom().item(new ChallengeData(401, WWW_AUTHENTICATE, CHALLENGE));
  }

  @Override
  public Uni<Boolean> sendChallenge(RoutingContext request) {
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

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
