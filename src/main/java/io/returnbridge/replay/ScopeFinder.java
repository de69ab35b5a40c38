package io.returnbridge.replay;

import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicReader.Spans;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Subject;
import io.returnbridge.outage.Progress;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what a replay is about, a page at a time; a crash in between costs nothing. */
@ApplicationScoped
class ScopeFinder {

  /** A webhook that the spool kept is sent later than it was accepted. */
  private static final Duration LATE = Duration.ofDays(1);

  private final Steps steps;
  private final TopicReader reader;
  private final Topics topics;
  private final RecordSubjects meanings;
  private final ReturnStates states;
  private final ReveniReturns reveni;
  private final Mappings mappings;
  private final Replays replays;
  private final Parts parts;

  ScopeFinder(
      Steps steps,
      TopicReader reader,
      Topics topics,
      RecordSubjects meanings,
      ReturnStates states,
      ReveniReturns reveni,
      Mappings mappings,
      Replays replays,
      Parts parts) {
    this.steps = steps;
    this.reader = reader;
    this.topics = topics;
    this.meanings = meanings;
    this.states = states;
    this.reveni = reveni;
    this.mappings = mappings;
    this.replays = replays;
    this.parts = parts;
  }

  /**
   * Goes on finding, by a page at least.
   *
   * @return whether everything is found
   */
  boolean find(Replay replay, Instant until) {
    Scope scope = replay.scope();
    if (scope instanceof Scope.OfReturn one) {
      parts.add(replay.id(), returns(one));
      return true;
    }
    if (scope instanceof Scope.OfPeriod period) {
      String webhooks = topics.name(Topic.REVENI_WEBHOOKS);
      Spans spans =
          replays
              .spans(replay.id())
              .orElseGet(
                  () -> {
                    parts.addChangedBetween(replay.id(), period.from(), period.to());
                    return reader.between(webhooks, period.from(), period.to(), LATE);
                  });
      return read(replay, webhooks, Set.copyOf(steps.wokenBy(Topic.REVENI_WEBHOOKS)), spans, until);
    }
    String topic = ((Scope.OfTopic) scope).topic();
    Set<String> steps = topics.wokenBy(topic);
    Spans spans = replays.spans(replay.id()).orElseGet(() -> reader.whole(topic));
    return read(replay, topic, steps, spans, until);
  }

  /** Known ones; one that is not known here is asked for at Reveni. */
  private List<Subject> returns(Scope.OfReturn one) {
    List<ReturnId> known =
        states.ofId(one.returnId()).stream()
            .map(ReturnState::id)
            .filter(id -> one.store() == null || one.store().equals(id.store()))
            .toList();
    List<ReturnId> ids =
        !known.isEmpty()
            ? known
            : mappings.stores().all().stream()
                .map(StoreRow::store)
                .filter(store -> one.store() == null || one.store().equals(store))
                .map(store -> new ReturnId(store, one.returnId()))
                .filter(id -> !(reveni.read(id) instanceof ReveniAnswer.NotFound))
                .toList();
    return ids.stream().<Subject>map(Subject.OfReturn::new).toList();
  }

  private boolean read(Replay replay, String topic, Set<String> steps, Spans from, Instant until) {
    if (from.areRead()) {
      replays.spans(replay.id(), from, 0, 0);
      return true;
    }
    try (TopicReader.Pages pages = reader.open(topic, from)) {
      do {
        Progress.made();
        Set<Subject> subjects = new HashSet<>();
        long unreadable = 0;
        long taken = 0;
        for (TopicRecord record : pages.next()) {
          if (isAsked(replay.scope(), record)) {
            taken++;
            boolean read = false;
            for (String step : steps) {
              var text = meanings.of(topic, step, record);
              text.ifPresent(t -> subjects.add(new WakeUp(step, t, "").about()));
              if (text.isPresent() && !replay.dryRun()) {
                meanings.keep(topic, step, record);
              }
              read |= text.isPresent();
            }
            unreadable += read ? 0 : 1;
          }
        }
        parts.add(replay.id(), subjects, pages.rest(), taken, unreadable);
      } while (!pages.rest().areRead() && Instant.now().isBefore(until));
      return pages.rest().areRead();
    }
  }

  private static boolean isAsked(Scope scope, TopicRecord record) {
    if (!(scope instanceof Scope.OfPeriod period)) {
      return true;
    }
    Instant at = acceptedAt(record);
    return !at.isBefore(period.from()) && at.isBefore(period.to());
  }

  /** When it was answered 202, as its header says. */
  private static Instant acceptedAt(TopicRecord record) {
    try {
      String receivedAt = record.headers().get("receivedAt");
      return receivedAt == null ? record.at() : Instant.parse(receivedAt);
    } catch (DateTimeException notOurs) {
      return record.at();
    }
  }
}
