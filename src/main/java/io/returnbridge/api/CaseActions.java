package io.returnbridge.api;

import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.decisions.CaseDecisions;
import io.returnbridge.decisions.Decided;
import io.returnbridge.decisions.Decision;
import io.returnbridge.decisions.NameOrderDecision;
import io.returnbridge.decisions.Person;
import io.returnbridge.decisions.Reasons;
import io.returnbridge.decisions.Receipts;
import io.returnbridge.decisions.Settlements;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a person decides about cases, by the API or on a page: what was given is checked here. */
@ApplicationScoped
public class CaseActions {

  /** What a decision may bring; null for what it does not say. */
  public record Given(
      @Nullable String note,
      @Nullable String itemId,
      @Nullable String code,
      boolean remember,
      @Nullable String to,
      @Nullable String until,
      @Nullable String orderNumber,
      @Nullable String paymentState) {

    public Given until(@Nullable String time) {
      return new Given(note, itemId, code, remember, to, time, orderNumber, paymentState);
    }

    public static Given of(@Nullable String note) {
      return new Given(note, null, null, false, null, null, null, null);
    }
  }

  /** A case of which nothing was changed, and why. */
  public record RefusedCase(String id, int status, String detail) {}

  public record BulkAnswer(List<ExceptionCase> items, List<RefusedCase> refused) {}

  public static final int MOST_IN_BULK = 500;

  private static final int MOST_ATTEMPTS = 4;

  public static final List<String> PAYMENT_STATES =
      List.of(MeantUnits.REFUNDED, MeantUnits.NOT_REFUNDED);

  public static final List<Decision> IN_BULK =
      List.of(
          Decision.RETRY, Decision.CLASSIFY, Decision.RESOLVE, Decision.ASSIGN, Decision.SNOOZE);

  private final CaseDecisions decisions;
  private final Reasons reasons;
  private final Receipts receipts;
  private final NameOrderDecision orderNames;
  private final Settlements settlements;
  private final Mappings mappings;

  public CaseActions(
      CaseDecisions decisions,
      Reasons reasons,
      Receipts receipts,
      NameOrderDecision orderNames,
      Settlements settlements,
      Mappings mappings) {
    this.decisions = decisions;
    this.reasons = reasons;
    this.receipts = receipts;
    this.orderNames = orderNames;
    this.settlements = settlements;
    this.mappings = mappings;
  }

  /**
   * @throws Refusal when the case is closed, of another owner, or what was given does not fit
   */
  public ExceptionCase decide(Decision decision, String caseId, Person who, Given given) {
    return again(() -> decideNow(decision, caseId, who, given));
  }

  /**
   * Nobody has to press again because the program was at work on the same return: the database has
   * undone the decision as a whole, so it is made anew.
   */
  private static <T> T again(Supplier<T> decision) {
    for (int attempt = 1; ; attempt++) {
      try {
        return decision.get();
      } catch (Unavailable busy) {
        if (attempt == MOST_ATTEMPTS || !Database.isUndone(busy)) {
          throw busy;
        }
      }
    }
  }

  private ExceptionCase decideNow(Decision decision, String caseId, Person who, Given given) {
    String id = Requests.id("id", caseId);
    String note = Requests.note(given.note());
    return switch (decision) {
      case RETRY, RESOLVE, ASSIGN, SNOOZE -> one(decideMany(decision, List.of(id), who, given));
      case CLASSIFY ->
          one(
              reasons.classify(
                  id,
                  who,
                  Requests.text("itemId", given.itemId()),
                  code(given.code()),
                  given.remember(),
                  note));
      case COUNT_AS_RECEIVED -> one(receipts.count(id, who, note));
      case NAME_ORDER ->
          one(
              orderNames.name(
                  id, who, Requests.required("orderNumber", given.orderNumber()), note));
      case SETTLE ->
          one(
              settlements.settle(
                  id,
                  who,
                  Requests.required(
                      "paymentState",
                      Requests.oneOf("paymentState", given.paymentState(), PAYMENT_STATES)),
                  note));
    };
  }

  /**
   * The order that a person means to name, as it is.
   *
   * @throws Refusal when it would not be taken
   */
  public NameOrderDecision.Candidate order(String caseId, Person who, @Nullable String number) {
    NameOrderDecision.Looked looked =
        orderNames.look(Requests.id("id", caseId), who, Requests.required("orderNumber", number));
    Decided.Refused refused = looked.refused();
    if (refused != null) {
      throw Refusal.of(status(refused.why()), refused.detail(), refused.field());
    }
    return Objects.requireNonNull(looked.candidate());
  }

  /** One decision about many cases, each on its own. */
  public BulkAnswer bulk(Decision decision, @Nullable List<String> ids, Person who, Given given) {
    if (ids == null
        || ids.isEmpty()
        || ids.size() > MOST_IN_BULK
        || ids.stream().anyMatch(Objects::isNull)) {
      throw Refusal.badRequest("ids", "ids must be a list of 1 to " + MOST_IN_BULK + " case ids");
    }
    ids.forEach(id -> Requests.id("ids", id));
    Decided decided = again(() -> decideMany(decision, ids, who, given));
    return new BulkAnswer(
        decided.cases(),
        decided.refused().stream()
            .map(r -> new RefusedCase(r.id(), status(r.why()), r.detail()))
            .toList());
  }

  private Decided decideMany(Decision decision, List<String> ids, Person who, Given given) {
    String note = Requests.note(given.note());
    return switch (decision) {
      case RETRY -> decisions.retry(ids, who, note);
      case CLASSIFY -> reasons.classify(ids, who, code(given.code()), given.remember(), note);
      case RESOLVE -> decisions.resolve(ids, who, Requests.requiredNote(note));
      case ASSIGN -> decisions.assign(ids, who, Requests.required("to", given.to()), note);
      case SNOOZE -> decisions.snooze(ids, who, Requests.soon("until", given.until()), note);
      case COUNT_AS_RECEIVED, NAME_ORDER, SETTLE ->
          throw new IllegalStateException(decision + " is not among " + IN_BULK);
    };
  }

  private ReasonRow code(@Nullable String code) {
    String chosen = Requests.required("code", code);
    return mappings
        .reasons()
        .byCode(chosen)
        .orElseThrow(() -> Refusal.badRequest("code", mappings.reasons().unknown(chosen)));
  }

  private static ExceptionCase one(Decided decided) {
    if (decided.refused().isEmpty()) {
      return decided.cases().get(0);
    }
    Decided.Refused refused = decided.refused().get(0);
    throw Refusal.of(status(refused.why()), refused.detail(), refused.field());
  }

  private static int status(Decided.Why why) {
    return switch (why) {
      case UNKNOWN -> 404;
      case FORBIDDEN -> 403;
      case CONFLICT -> 409;
      case UNFIT -> 400;
    };
  }

  /** Owners of cases. */
  public static final List<String> OWNERS = Requests.OWNERS;

  /** A case's id of a path. */
  public static String id(String id) {
    return Requests.id("id", id);
  }

  /** A time of a query. */
  public static Instant time(String field, @Nullable String value) {
    return Requests.time(field, value);
  }

  static List<String> words() {
    return IN_BULK.stream().map(Decision::word).toList();
  }
}
