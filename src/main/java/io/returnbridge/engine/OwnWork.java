package io.returnbridge.engine;

import com.fasterxml.jackson.core.type.TypeReference;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What steps of one's own have to do: records, in the order of their key. Of a key the first is
 * next, and the others wait for it, also while it is tried again or is a person's case; those of
 * other keys do not. A record is here until its step has done it, or a person has closed its case.
 */
@ApplicationScoped
public class OwnWork {

  public static final String FAILED = "STEP_FAILED";

  private final Database database;
  private final WorkList work;
  private final Claims claims;
  private final NextAttempts attempts;
  private final Cases cases;
  private final Circuits circuits;
  private final Effects effects;
  private final Steps steps;

  public OwnWork(
      Database database,
      WorkList work,
      Claims claims,
      NextAttempts attempts,
      Cases cases,
      Circuits circuits,
      Effects effects,
      Steps steps) {
    this.database = database;
    this.work = work;
    this.claims = claims;
    this.attempts = attempts;
    this.cases = cases;
    this.circuits = circuits;
    this.effects = effects;
    this.steps = steps;
  }

  /** Keeps records, and makes them due in their order; one that is here is there once. */
  public void take(List<OwnRecord> records) {
    database.inTransaction(
        () -> {
          records.forEach(this::keep);
          work.queueBehind(records.stream().map(OwnRecord::wakeUp).toList());
        });
  }

  /** As {@link #take}, of one that a person wants to be done once more; who asked for it wakes. */
  public void keepAgain(OwnRecord record) {
    database.inTransaction(
        () -> {
          keep(record);
          database.update(
              """
              update exception_case set accepted = false
              where step = ? and work_subject = ? and code = ? and subject = ? and accepted
              """,
              record.step(),
              record.wakeUp().subject(),
              FAILED,
              record.place());
        });
  }

  private void keep(OwnRecord record) {
    database.update(
        """
        insert into own_record (step, subject, place, key, value, headers)
        values (?, ?, ?, ?, ?, ?::jsonb) on conflict (step, place) do nothing
        """,
        record.step(),
        record.wakeUp().subject(),
        record.place(),
        record.key(),
        record.value(),
        Json.write(record.headers()));
  }

  /**
   * What is next of the claimed work. One whose case a person has closed is given up before.
   *
   * @return empty when there is nothing left
   */
  public Optional<OwnRecord> next(Claim claim) {
    WakeUp wakeUp = claim.wakeUp();
    if (wakeUp.reason() instanceof Reason.Decided decided) {
      database.update(
          """
          delete from own_record r using exception_case c
          where c.id = ? and c.status = 'resolved' and c.accepted and c.code = ? and r.step = c.step
            and r.subject = c.work_subject and r.place = c.subject
          """,
          decided.caseId(),
          FAILED);
    }
    return database.find(
        """
        select step, place, key, value, headers from own_record
        where step = ? and subject = ? order by seq limit 1
        """,
        OwnWork::record,
        wakeUp.step(),
        wakeUp.subject());
  }

  /** The step has done it: its case ends, and the next of its key is due. */
  public void passed(Claim claim, OwnRecord record) {
    inTransaction(
        claim,
        () -> {
          claims.confirm(claim);
          cases.settle(Origin.of(claim.wakeUp()), List.of());
          WakeUp by = claim.wakeUp();
          effects.sent(new Cause(by.step(), by.subject(), by.trigger()), record.done());
          end(claim, record);
        });
  }

  /** What it ends is not ended when it is rolled back. */
  private void inTransaction(Claim claim, Runnable what) {
    boolean done = false;
    try {
      database.inTransaction(what);
      done = true;
    } finally {
      if (!done) {
        claims.isNotEnded(claim);
      }
    }
  }

  private void end(Claim claim, OwnRecord record) {
    WakeUp wakeUp = claim.wakeUp();
    database.update(
        "delete from own_record where step = ? and place = ?", record.step(), record.place());
    if (next(claim).isPresent()) {
      work.again(wakeUp, Instant.now());
    }
    attempts.end(claim);
  }

  /**
   * It was not done, and may be later: it is tried again, after the pause that is due or that was
   * asked for. Once its attempts are used up a person is told, and it is tried now and then.
   *
   * @param failed the case then
   */
  public WorkList.Next unavailable(Claim claim, Unavailable why, Trouble failed) {
    return database.inTransaction(
        () -> {
          WorkList.Next next = work.retry(claim, why, circuits.isThere(why.system()));
          if (next.usedUp()) {
            cases.open(Origin.of(claim.wakeUp()), failed);
            work.waitsInItsCase(claim.wakeUp());
          }
          return next;
        });
  }

  /**
   * It was refused: a person decides, and until then nothing of its key is done. Where a person has
   * decided already that it is of no use, the next of its key is due.
   */
  public void failed(Claim claim, OwnRecord record, Trouble failed) {
    Origin origin = Origin.of(claim.wakeUp());
    inTransaction(
        claim,
        () -> {
          cases.open(origin, failed);
          if (cases.isAnyUnresolved(origin)) {
            work.hold(claim, String.valueOf(failed.values().get("detail")));
          } else {
            end(claim, record);
          }
        });
  }

  /** What is here and has no work, as after a step was away: it is due. */
  public void resume() {
    work.queueBehind(
        database.query(
            """
            select distinct step, subject from own_record r where step = any(?)
              and not exists (select 1 from work w where w.step = r.step and w.subject = r.subject)
            """,
            r -> new WakeUp(r.text(1), r.text(2), "record:kept"),
            (Object) steps.about(About.RECORD).toArray(String[]::new)));
  }

  /**
   * What is kept for steps that this program does not have, such as one whose file was taken out.
   *
   * @return how many records, by the name of the step
   */
  public Map<String, Long> withoutTheirStep() {
    Map<String, Long> kept = new TreeMap<>();
    database
        .query(
            "select step, count(*) from own_record where not (step = any(?)) group by step",
            r -> Map.entry(r.text(1), r.number(2)),
            (Object) steps.about(About.RECORD).toArray(String[]::new))
        .forEach(of -> kept.put(of.getKey(), of.getValue()));
    return kept;
  }

  @SuppressWarnings("NullAway")
  private static OwnRecord record(Columns r) {
    return new OwnRecord(r.text(1), r.text(2), r.bytes(3), r.bytes(4), headers(r.text(5)));
  }

  private static Map<String, byte[]> headers(String json) {
    try {
      return Json.MAPPER.readValue(json, new TypeReference<Map<String, byte[]>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("The headers of a record cannot be read", e);
    }
  }
}
