package io.returnbridge.engine;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One case of the whole installation for an outage that lasts, whatever stands still because of it.
 * It opens when some living replica gets no answer for as long as {@code exceptions.csv} says, and
 * is resolved when all of them get answers.
 */
@ApplicationScoped
public class OutageCases {

  /** Everything that waits is tried at once, and the systems are asked. */
  private static final Origin ORIGIN = new Origin("retries", "all", null, null, null);

  private static final String SUBJECT = "";

  private final Database database;
  private final Mappings mappings;
  private final Cases cases;
  private final Circuits circuits;

  public OutageCases(Database database, Mappings mappings, Cases cases, Circuits circuits) {
    this.database = database;
    this.mappings = mappings;
    this.cases = cases;
    this.circuits = circuits;
  }

  /** Compares what the replicas say with the cases that are open. */
  public void look() {
    look(circuits.commercetools(), NextAttempts.COMMERCETOOLS_AWAY, "commercetools_away");
    look(circuits.reveni(), NextAttempts.REVENI_AWAY, "reveni_away");
  }

  private void look(Circuit circuit, String code, String column) {
    Optional<Instant> since =
        database
            .query(
                """
                select min(%s) from replica where not ended and seen_at > now() - ? * interval '1 second'
                having min(%s) is not null
                """
                    .formatted(column, column),
                r -> r.time(1),
                Claims.DEAD_AFTER.toSeconds())
            .stream()
            .findFirst();
    boolean open =
        database
            .find(
                """
                select 1 from exception_case where status <> 'resolved' and step = ? and work_subject = ? and code = ?
                """,
                r -> true,
                ORIGIN.step(),
                ORIGIN.workSubject(),
                code)
            .isPresent();
    if (since.isPresent() && !open && lasts(since.get(), code)) {
      cases.open(
          ORIGIN,
          new Trouble(
              code,
              SUBJECT,
              null,
              Map.of(
                  "detail",
                  "nobody has got an answer since "
                      + since.get()
                      + "; the last failure: "
                      + NextAttempts.brief(circuit.status().lastFailure()))));
    } else if (since.isEmpty() && open) {
      if (circuit.hasAnswered()) {
        cases.resolve(
            new WakeUp(ORIGIN.step(), ORIGIN.workSubject(), ""), List.of(code), "It answers again");
      } else {
        circuit.askNow();
      }
    }
  }

  private boolean lasts(Instant since, String code) {
    Duration opensAfter =
        mappings.exceptions().find(code).map(ExceptionRow::opensAfter).orElse(Duration.ZERO);
    return since.plus(opensAfter).isBefore(Instant.now());
  }
}
