package io.returnbridge.replay;

import io.returnbridge.engine.WorkList;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.TopicReader.Spans;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The replays that were asked for. They are kept for a month. */
@ApplicationScoped
public class Replays {

  private static final Duration KEPT = Duration.ofDays(31);

  private static final String COLUMNS =
      """
      select id, kind, store, return_id, from_at, to_at, topic, dry_run, who, asked_at, state, records, unreadable,
        case when state = 'done' then returns else (select count(*) from replay_part p where p.replay_id = r.id) end,
        case when state = 'done' then returns
          else (select count(*) from replay_part p where p.replay_id = r.id and p.state = 'done') end,
        (select count(*) from replay_change c where c.replay_id = r.id), effects, events, cases, problem, ended_at
      from replay r
      """;

  /**
   * What a dry run would have written.
   *
   * @param id counts up
   */
  public record Change(
      long id, String subject, String step, String resource, String resourceKey, String what) {}

  /** Why it cannot be said what would become of a return, or who would have to decide. */
  public record Problem(String subject, String problem) {}

  private final Database database;
  private final WorkList work;

  public Replays(Database database, WorkList work) {
    this.database = database;
    this.work = work;
  }

  /**
   * Begins a replay: it is due work from then on.
   *
   * @param who login name
   * @return its id
   */
  public String ask(Scope scope, boolean dryRun, String who) {
    String id = UUID.randomUUID().toString();
    Scope.OfReturn ofReturn = scope instanceof Scope.OfReturn s ? s : null;
    Scope.OfPeriod period = scope instanceof Scope.OfPeriod s ? s : null;
    Scope.OfTopic topic = scope instanceof Scope.OfTopic s ? s : null;
    database.inTransaction(
        () -> {
          database.update(
              "delete from replay where asked_at < ? and state in ('done', 'failed')",
              Instant.now().minus(KEPT));
          database.update(
              """
              insert into replay (id, kind, store, return_id, from_at, to_at, topic, dry_run, who)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
              id,
              ofReturn != null ? "return" : period != null ? "period" : "topic",
              ofReturn == null ? null : ofReturn.store(),
              ofReturn == null ? null : ofReturn.returnId(),
              period == null ? null : period.from(),
              period == null ? null : period.to(),
              topic == null ? null : topic.topic(),
              dryRun,
              who);
          work.wake(Replayer.STEP, id, "api:" + who);
        });
    return id;
  }

  public Optional<Replay> find(String id) {
    return database.find(COLUMNS + " where id = ?", Replays::replay, id);
  }

  /** The newest first. */
  public List<Replay> list(@Nullable Instant afterAsked, @Nullable String afterId, int most) {
    return afterAsked == null || afterId == null
        ? database.query(
            COLUMNS + " order by asked_at desc, id desc limit ?", Replays::replay, most)
        : database.query(
            COLUMNS + " where (asked_at, id) < (?, ?) order by asked_at desc, id desc limit ?",
            Replays::replay,
            afterAsked,
            afterId,
            most);
  }

  public List<Change> changes(String id, long after, int most) {
    return database.query(
        """
        select id, subject, step, resource, resource_key, what from replay_change
        where replay_id = ? and id > ? order by id limit ?
        """,
        r -> new Change(r.number(1), r.text(2), r.text(3), r.text(4), r.text(5), r.text(6)),
        id,
        after,
        most);
  }

  public List<Problem> problems(String id, int most) {
    return database.query(
        """
        select subject, problem from replay_part
        where replay_id = ? and problem is not null order by subject limit ?
        """,
        r -> new Problem(r.text(1), r.text(2)),
        id,
        most);
  }

  /** Where it stands in its topic; empty before it has begun to read. */
  Optional<Spans> spans(String id) {
    return database
        .find("select spans from replay where id = ? and spans is not null", r -> r.text(1), id)
        .map(json -> Json.read(json, Spans.class));
  }

  void spans(String id, Spans spans, long records, long unreadable) {
    database.update(
        """
        update replay set spans = ?::jsonb, records = records + ?, unreadable = unreadable + ? where id = ?
        """,
        Json.write(spans),
        records,
        unreadable,
        id);
  }

  void state(String id, Replay.State state, @Nullable String problem) {
    database.update(
        "update replay set state = ?, problem = ? where id = ?",
        state.name().toLowerCase(Locale.ROOT),
        problem,
        id);
  }

  private static Replay replay(Columns r) {
    return new Replay(
        r.text(1),
        scope(r),
        r.flag(8),
        r.text(9),
        r.time(10),
        Replay.State.valueOf(r.text(11).toUpperCase(Locale.ROOT)),
        new Replay.Counts(
            r.number(12),
            r.number(13),
            r.number(14),
            r.number(15),
            r.number(16),
            r.number(17),
            r.number(18),
            r.number(19)),
        r.text(20),
        r.timeOrNull(21));
  }

  private static Scope scope(Columns r) {
    return switch (r.text(2)) {
      case "return" -> new Scope.OfReturn(r.text(3), r.text(4));
      case "period" ->
          new Scope.OfPeriod(
              Objects.requireNonNull(r.timeOrNull(5)), Objects.requireNonNull(r.timeOrNull(6)));
      default -> new Scope.OfTopic(r.text(7));
    };
  }
}
