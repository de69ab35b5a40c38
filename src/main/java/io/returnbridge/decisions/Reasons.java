package io.returnbridge.decisions;

import io.returnbridge.cases.CaseChanges;
import io.returnbridge.cases.CaseChanges.Audit;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives items whose reason is missing or unmapped the code that a person chose. Neither Reveni nor
 * commercetools is asked. An item has one code for good: stock and reports have followed it.
 */
@ApplicationScoped
public class Reasons {

  /** The steps that wait for a reason. */
  private static final List<String> WAITING =
      List.of(WakeUp.MIRROR_STATUS, WakeUp.MOVE_INSPECTED_STOCK);

  private static final String CASES_OF_ITEM =
      """
      c.status <> 'resolved' and c.code in ('REASON_MISSING', 'REASON_UNMAPPED')
        and (c.store, c.return_id, c.item_id) in (select * from unnest(?::text[], ?::text[], ?::text[]))
      """;

  private final Database database;
  private final Desk desk;
  private final CaseChanges changes;
  private final ReturnStates states;
  private final WorkList work;
  private final MappingProposals proposals;

  Reasons(
      Database database,
      Desk desk,
      CaseChanges changes,
      ReturnStates states,
      WorkList work,
      MappingProposals proposals) {
    this.database = database;
    this.desk = desk;
    this.changes = changes;
    this.states = states;
    this.work = work;
    this.proposals = proposals;
  }

  /** One item of a return, and the case that asked for it. */
  private record Chosen(Target target, ReturnId returnId, Item item) {}

  /**
   * @param itemId of the return; null for the item of the case
   * @param remember proposes that Reveni's reason means the code from now on
   */
  public Decided classify(
      String id,
      Person who,
      @Nullable String itemId,
      ReasonRow code,
      boolean remember,
      @Nullable String note) {
    Target target = desk.look(id);
    ReturnId returnId = target == null ? null : target.returnId();
    return returnId == null
        ? classify(List.of(id), who, itemId, code, remember, note)
        : classify(List.of(id), who, itemId, code, remember, note);
  }

  /**
   * Many cases, each for its own item, by a handful of statements.
   *
   * @param remember proposes that each of their reasons means the code from now on
   */
  public Decided classify(
      List<String> ids, Person who, ReasonRow code, boolean remember, @Nullable String note) {
    return classify(ids, who, null, code, remember, note);
  }

  private Decided classify(
      List<String> ids,
      Person who,
      @Nullable String itemId,
      ReasonRow code,
      boolean remember,
      @Nullable String note) {
    return database.inTransaction(
        () -> {
          // Steps lock the state before its cases as well.
          Map<ReturnId, ReturnState> known = new LinkedHashMap<>();
          states
              .lock(
                  desk.look(ids).stream()
                      .map(Target::returnId)
                      .filter(Objects::nonNull)
                      .collect(Collectors.toSet()))
              .forEach(state -> known.put(state.id(), state));
          return desk.decide(
              Decision.CLASSIFY,
              ids,
              who,
              targets -> apply(targets, known, who, itemId, code, remember, note));
        });
  }

  private List<Refused> apply(
      List<Target> targets,
      Map<ReturnId, ReturnState> states,
      Person who,
      @Nullable String itemId,
      ReasonRow code,
      boolean remember,
      @Nullable String note) {
    List<Refused> refused = new ArrayList<>();
    List<Chosen> chosen = new ArrayList<>();
    for (Target target : targets) {
      ReturnState state = target.returnId() == null ? null : states.get(target.returnId());
      String wanted = itemId == null ? target.itemId() : itemId;
      refusal(target, state, wanted, remember)
          .ifPresentOrElse(
              refused::add,
              () -> {
                ReturnState found = Objects.requireNonNull(state);
                Item item = found.item(Objects.requireNonNull(wanted)).orElseThrow();
                chosen.add(new Chosen(target, found.id(), item));
              });
    }
    Map<ReturnId, ReturnState> changed = new LinkedHashMap<>();
    for (Chosen c : chosen) {
      ReturnState state =
          Objects.requireNonNull(changed.getOrDefault(c.returnId(), states.get(c.returnId())));
      if (!state.classifications().containsKey(c.item().itemId())) {
        changed.put(c.returnId(), classified(state, c.item(), code));
      }
    }
    this.states.saveAll(changed.values());
    close(chosen, who, code, note);
    if (remember) {
      Map<String, String> byReason = new LinkedHashMap<>();
      chosen.forEach(
          c -> byReason.putIfAbsent(Objects.requireNonNull(c.item().reason()), c.target().id()));
      byReason.forEach((reason, id) -> proposals.add(reason, code.code(), who.name(), id));
    }
    work.wakeAll(
        chosen.stream()
            .flatMap(
                c ->
                    WAITING.stream()
                        .map(
                            step ->
                                new WakeUp(
                                    step, c.returnId().subject(), "case:" + c.target().id())))
            .toList());
    return refused;
  }

  private static Optional<Refused> refusal(
      Target target, @Nullable ReturnState state, @Nullable String itemId, boolean remember) {
    if (state == null) {
      return Desk.conflict(target, "The return of case " + target.id() + " is not known yet");
    }
    if (itemId == null || state.item(itemId).isEmpty()) {
      return Desk.unfit(
          target,
          "itemId",
          "Return "
              + state.rmaNumber()
              + " has no item "
              + itemId
              + "; it has "
              + state.snapshot().items().stream().map(Item::itemId).toList());
    }
    Optional<String> code =
        state.units().stream()
            .filter(u -> u.itemId().equals(itemId))
            .flatMap(u -> Optional.ofNullable(u.reasonCode()).stream())
            .findFirst();
    if (code.isPresent()) {
      return Desk.conflict(
          target,
          "Item "
              + itemId
              + " of return "
              + state.rmaNumber()
              + " has the reason "
              + code.get()
              + " already; it stays, because order, stock and reports have followed it");
    }
    if (remember && state.item(itemId).map(Item::reason).isEmpty()) {
      return Desk.unfit(
          target,
          "remember",
          "Item " + itemId + " came without a reason: there is none to remember");
    }
    return Optional.empty();
  }

  private static ReturnState classified(ReturnState state, Item item, ReasonRow code) {
    return state
        .withClassification(item.itemId(), code.code())
        .withTimeline(
            new TimelineEntry(
                Instant.now(),
                "reason-classified",
                "Reason of " + item.sku() + ": " + code.labelEn()));
  }

  /** Every case that waits for the reason of a chosen item; of another item's only the audit. */
  private void close(List<Chosen> chosen, Person who, ReasonRow code, @Nullable String note) {
    Set<String> closed =
        new LinkedHashSet<>(
            changes.apply(
                new Audit(who.name(), "classified", note, code.code()),
                "status = 'resolved', resolved_at = now(), snoozed_until = null",
                List.of(),
                CASES_OF_ITEM,
                List.of(
                    strings(chosen, c -> c.returnId().store()),
                    strings(chosen, c -> c.returnId().id()),
                    strings(chosen, c -> c.item().itemId()))));
    for (Chosen c : chosen) {
      if (!closed.contains(c.target().id())) {
        changes.apply(
            new Audit(who.name(), "classified", note, c.item().itemId() + ": " + code.code()),
            "last_seen_at = last_seen_at",
            List.of(),
            List.of(c.target().id()));
      }
    }
  }

  private static Object strings(List<Chosen> chosen, Function<Chosen, String> part) {
    return chosen.stream().map(part).toArray(String[]::new);
  }
}
