package io.returnbridge.engine;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows a failed attempt: the next one, and a case once the attempts are used up although
 * the system answers others. The work goes on all the same; when it succeeds the case is resolved.
 */
@ApplicationScoped
public class NextAttempts {

  static final String COMMERCETOOLS_AWAY = "COMMERCETOOLS_UNAVAILABLE";
  static final String REVENI_AWAY = "REVENI_UNAVAILABLE";

  private static final Map<String, String> CODES =
      Map.of(
          "commercetools", COMMERCETOOLS_AWAY,
          "conflict", COMMERCETOOLS_AWAY,
          "reveni", REVENI_AWAY);

  private static final int LONGEST = 500;

  private final Database database;
  private final Outbox outbox;
  private final WorkList work;
  private final Claims claims;
  private final Cases cases;
  private final Circuits circuits;

  public NextAttempts(
      Database database,
      Outbox outbox,
      WorkList work,
      Claims claims,
      Cases cases,
      Circuits circuits) {
    this.database = database;
    this.outbox = outbox;
    this.work = work;
    this.claims = claims;
    this.cases = cases;
    this.circuits = circuits;
  }

  /** Records the next attempt, and a case when it is time for one, in one transaction. */
  public WorkList.Next after(Claim claim, Unavailable why) {
    boolean counts = circuits.isThere(why.system());
    WakeUp wakeUp = claim.wakeUp();
    return database.inTransaction(
        () -> {
          WorkList.Next next = work.retry(claim, why, counts);
          String code = CODES.get(why.system());
          if (next.usedUp() && code != null) {
            cases.open(Origin.of(wakeUp), trouble(code, wakeUp, why, next));
          }
          // A row that was read as the work of another one has ended with it.
          var unused = claims.done(claim);
          return next;
        });
  }

  /**
   * The work has come to its end; its cases end with it when nothing has come meanwhile. To be
   * called in the transaction that records the end.
   */
  void end(Claim claim) {
    String key = claims.key(claim);
    boolean last = claims.done(claim);
    answered(claim);
    if (last) {
      cases.ended(claim.wakeUp());
    }
    claims.goOn(claim, key, circuits.paused());
  }

  /**
   * The work has come to its end, if its step has not recorded that already.
   *
   * @param told what Kafka has confirmed
   * @return what of the same key is due next, if anything, claimed
   */
  public List<Claim> done(Claim claim, Collection<OutboxRecord> told) {
    if (!claims.isEnded(claim)) {
      database.inTransaction(
          () -> {
            outbox.published(told);
            end(claim);
          });
    }
    return claims.next(claim);
  }

  /** A person decides; what the work needed has answered. */
  public void decided(Claim claim) {
    answered(claim);
    var unused = claims.done(claim);
  }

  private void answered(Claim claim) {
    if (claim.attempt() > 0) {
      cases.resolve(
          claim.wakeUp(), List.of(COMMERCETOOLS_AWAY, REVENI_AWAY), "It was answered at last");
    }
  }

  private static Trouble trouble(String code, WakeUp wakeUp, Unavailable why, WorkList.Next next) {
    String detail =
        "step %s of %s has failed %d times, the last time because: %s"
            .formatted(wakeUp.step(), wakeUp.subject(), next.attempts(), brief(why.getMessage()));
    return new Trouble(
        code, wakeUp.step() + " " + wakeUp.subject(), null, Map.of("detail", detail));
  }

  static String brief(@Nullable String message) {
    String text = String.valueOf(message).replace('\0', '\uFFFD');
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
