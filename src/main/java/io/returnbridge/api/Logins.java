package io.returnbridge.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.returnbridge.cases.Cases;
import io.returnbridge.edge.WrongCredentials;
import io.returnbridge.edge.WrongCredentials.Kind;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Problem;
import io.returnbridge.settings.ConsoleUser;
import io.returnbridge.settings.Settings;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has which password: {@code admin}, who has every role, and those of {@code CONSOLE_USERS}.
 * Whoever guesses is slowed down, by name and address.
 */
@ApplicationScoped
public class Logins {

  private static final String ADMIN = "admin";
  private static final String UNKNOWN = "an unknown name";

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
  private final LoginRecords records;
  private final Passwords passwords = new Passwords();

  public Logins(
      Settings settings, ConsoleUsers users, WrongCredentials wrong, LoginRecords records) {
    this.ofAdmin = settings.consoleAdminPassword().map(Logins::hash).orElse(null);
    this.shortest = settings.externalStorage() ? Settings.SHORTEST_PASSWORD : 0;
    this.users = users;
    this.wrong = wrong;
    this.records = records;
  }

  /** Whoever has guessed too often is not even listened to, nor does it cost us a comparison. */
  Optional<NotNow> refusal(Optional<Credentials> given, String client) {
    String name = known(given);
    return wrong.isSlowed(Kind.LOGIN, name, client)
        ? Optional.of(slowed(name, client))
        : Optional.empty();
  }

  /**
   * Fails with {@link AuthenticationFailedException}; its cause is {@link NotNow} for what was not
   * looked at.
   *
   * @param given empty for what nobody can read
   */
  Uni<SecurityIdentity> identify(Optional<Credentials> given, String client) {
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
        .transform(AuthenticationFailedException::new);
  }

  /** Who has logged in before, with the roles of now; empty for who may not any more. */
  Optional<SecurityIdentity> again(String name) {
    return name.equals(ADMIN)
        ? Optional.ofNullable(ofAdmin).map(there -> identity(ADMIN, Roles.ALL))
        : users.find(name).map(user -> identity(user.name(), user.roles()));
  }

  /** Whether the program itself, or somebody with a password, has that name. */
  boolean isOurs(String name) {
    return name.equals(ADMIN) || name.equals(Cases.PROGRAM) || users.find(name).isPresent();
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
      refuse(name, client);
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
    refuse(name, client);
    return Uni.createFrom().failure(new AuthenticationFailedException());
  }

  private void refuse(String name, String client) {
    if (wrong.wrong(Kind.LOGIN, name, client)) {
      records.refused(name, "password", client);
    }
  }

  private static SecurityIdentity identity(String name, Set<String> roles) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addRoles(roles.contains(Roles.ADMIN) ? Roles.ALL : roles)
        .build();
  }

  /** All names that do not exist are one, so that none can be found out by waiting. */
  private String known(Optional<Credentials> given) {
    return given
        .map(Credentials::name)
        .filter(name -> name.equals(ADMIN) || users.find(name).isPresent())
        .orElse(UNKNOWN);
  }

  /** Compares hashes in constant time, so that neither content nor length can be measured. */
  private boolean isAdmin(String password) {
    return ofAdmin != null && MessageDigest.isEqual(ofAdmin, hash(password));
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
