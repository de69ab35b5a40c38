package io.returnbridge.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.returnbridge.replay.Replay;
import io.returnbridge.replay.Replays;
import io.returnbridge.replay.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A replay, what it is about, how far it is and what came of it.
 *
 * @param state {@code finding}, {@code running}, {@code done} or {@code failed}
 * @param changes of a dry run: what it would write
 * @param next where the changes go on; null on their last page
 * @param problems of a dry run: what stands in a return's way
 */
@JsonInclude(Include.NON_NULL)
record ReplayAnswer(
    String replayId,
    @Nullable String returnId,
    @Nullable String store,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String topic,
    boolean dryRun,
    String who,
    Instant askedAt,
    @Nullable Instant endedAt,
    String state,
    @Nullable String problem,
    Replay.Counts counts,
    @Nullable List<Change> changes,
    @Nullable String next,
    @Nullable List<Replays.Problem> problems) {

  /**
   * @param about the return, {@code store/returnId}
   * @param resource {@code order}, {@code payment}, {@code inventory-entry}, or {@code verdict} at
   *     Reveni
   * @param what the actions in short, as an effect says it
   */
  record Change(String about, String step, String resource, String key, String what) {}

  static ReplayAnswer of(Replay replay) {
    return answer(replay, null, null, null);
  }

  static ReplayAnswer of(
      Replay replay,
      List<Replays.Change> changes,
      @Nullable String next,
      List<Replays.Problem> problems) {
    return answer(
        replay,
        changes.stream()
            .map(c -> new Change(c.subject(), c.step(), c.resource(), c.resourceKey(), c.what()))
            .toList(),
        next,
        problems);
  }

  private static ReplayAnswer answer(
      Replay replay,
      @Nullable List<Change> changes,
      @Nullable String next,
      @Nullable List<Replays.Problem> problems) {
    Scope.OfReturn one = replay.scope() instanceof Scope.OfReturn s ? s : null;
    Scope.OfPeriod period = replay.scope() instanceof Scope.OfPeriod s ? s : null;
    return new ReplayAnswer(
        replay.id(),
        one == null ? null : one.returnId(),
        one == null ? null : one.store(),
        period == null ? null : period.from(),
        period == null ? null : period.to(),
        replay.scope() instanceof Scope.OfTopic topic ? topic.topic() : null,
        replay.dryRun(),
        replay.who(),
        replay.askedAt(),
        replay.endedAt(),
        replay.state().name().toLowerCase(Locale.ROOT),
        replay.problem(),
        replay.counts(),
        changes,
        next,
        problems);
  }
}
