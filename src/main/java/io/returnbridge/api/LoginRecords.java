package io.returnbridge.api;

import io.returnbridge.store.Database;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Who has logged in and out, by what and from where, and who was refused: in the log and, a moment
 * later, in the audit. Of those who are refused the audit has some each hour, however many come.
 */
@ApplicationScoped
public class LoginRecords {

  private static final Logger LOG = Logger.getLogger(LoginRecords.class);
  private static final int REFUSED_AN_HOUR = 200;
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final String RECORD =
      "insert into login_record (who, what, how, client) values (?, ?, ?, ?)";

  private final Database database;
  private long hourBegan = System.nanoTime();
  private int refusedThisHour;

  LoginRecords(Database database) {
    this.database = database;
  }

  /**
   * @param how by what, such as {@code the form}
   */
  void loggedIn(String who, String how, String client) {
    LOG.infof("%s has logged in by %s from %s", who, how, client);
    record(who, "login", how, client);
  }

  public void loggedOut(String who, String how, String client) {
    LOG.infof("%s has logged out", who);
    record(who, "logout", how, client);
  }

  /** What is told of it is told by the caller. */
  void refused(String who, String how, String client) {
    if (isWithinTheHours()) {
      record(who, "login-refused", how, client);
    }
  }

  private synchronized boolean isWithinTheHours() {
    long now = System.nanoTime();
    if (now - hourBegan > HOUR) {
      hourBegan = now;
      refusedThisHour = 0;
    }
    return refusedThisHour++ < REFUSED_AN_HOUR;
  }

  /** Nobody who logs in waits for the database. */
  private void record(String who, String what, String how, String client) {
    Infrastructure.getDefaultWorkerPool()
        .execute(
            () -> {
              try {
                database.update(RECORD, who, what, how, client);
              } catch (RuntimeException away) {
                LOG.warnf("The audit lacks the %s of %s: %s", what, who, away.getMessage());
              }
            });
  }
}
