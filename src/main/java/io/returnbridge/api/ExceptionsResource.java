package io.returnbridge.api;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.decisions.CaseDecisions;
import io.returnbridge.decisions.Decided;
import io.returnbridge.decisions.Decision;
import io.returnbridge.decisions.NameOrderDecision;
import io.returnbridge.decisions.Person;
import io.returnbridge.decisions.Reasons;
import io.returnbridge.decisions.Receipts;
import io.returnbridge.decisions.Settlements;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.MeantUnits;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cases, and what people decide about them. */
@Path("/api/exceptions")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Blocking
public class ExceptionsResource {

  record Noted(@Nullable String note) {}

  record Classify(
      @Nullable String itemId,
      @Nullable String code,
      @Nullable Boolean remember,
      @Nullable String note) {}

  record Assign(@Nullable String to, @Nullable String note) {}

  record Snooze(@Nullable String until, @Nullable String note) {}

  record NameOrder(@Nullable String orderNumber, @Nullable String note) {}

  record Settle(@Nullable String paymentState, @Nullable String note) {}

  record Bulk(
      @Nullable String action,
      @Nullable List<String> ids,
      @Nullable String code,
      @Nullable String to,
      @Nullable String until,
      @Nullable String note) {}

  /** A case of which nothing was changed, and why. */
  record RefusedCase(String id, int status, String detail) {}

  record BulkAnswer(List<ExceptionCase> items, List<RefusedCase> refused) {}

  private static final List<String> PAYMENT_STATES =
      List.of(MeantUnits.REFUNDED, MeantUnits.NOT_REFUNDED);
  private static final int MOST_IN_BULK = 500;
  private static final List<String> IN_BULK =
      Stream.of(
              Decision.RETRY, Decision.CLASSIFY, Decision.RESOLVE, Decision.ASSIGN, Decision.SNOOZE)
          .map(Decision::word)
          .toList();

  private final CaseBook book;
  private final CaseDecisions decisions;
  private final Reasons reasons;
  private final Receipts receipts;
  private final NameOrderDecision orderNames;
  private final Settlements settlements;
  private final Mappings mappings;
  private final SecurityIdentity login;

  public ExceptionsResource(
      CaseBook book,
      CaseDecisions decisions,
      Reasons reasons,
      Receipts receipts,
      NameOrderDecision orderNames,
      Settlements settlements,
      Mappings mappings,
      SecurityIdentity login) {
    this.book = book;
    this.decisions = decisions;
    this.reasons = reasons;
    this.receipts = receipts;
    this.orderNames = orderNames;
    this.settlements = settlements;
    this.mappings = mappings;
    this.login = login;
  }

  @GET
  public ListAnswer<ExceptionCase> list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("returnId") @Nullable String returnId,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    Cursor after = Cursor.parse(cursor);
    List<ExceptionCase> rows =
        book.list(
            new CaseBook.Filter(
                Requests.oneOf("status", status, Requests.CASE_STATUSES),
                Requests.oneOf("owner", owner, Requests.OWNERS),
                Requests.text("code", code),
                Requests.text("returnId", returnId)),
            after == null ? null : new CaseBook.After(after.at(), after.id()),
            most + 1);
    return ListAnswer.of(rows, most, c -> c, c -> new Cursor(c.openedAt(), c.id()));
  }

  @GET
  @Path("/{id}")
  public ExceptionCase one(@PathParam("id") String id) {
    return book.find(Requests.id("id", id)).orElseThrow(() -> unknown(id));
  }

  /** Runs the step that failed once more; pressed again meanwhile, it runs once. */
  @POST
  @Path("/{id}/retry")
  public ExceptionCase retry(@PathParam("id") String id, byte @Nullable [] body) {
    Noted noted = Requests.body(body, Noted.class);
    return one(decisions.retry(ids(id), person(), Requests.note(noted.note())));
  }

  /** Gives an item the approved code that a person chose. */
  @POST
  @Path("/{id}/classify")
  public ExceptionCase classify(@PathParam("id") String id, byte @Nullable [] body) {
    Classify classify = Requests.body(body, Classify.class);
    return one(
        reasons.classify(
            Requests.id("id", id),
            person(),
            Requests.text("itemId", classify.itemId()),
            code(classify.code()),
            Boolean.TRUE.equals(classify.remember()),
            Requests.note(classify.note())));
  }

  /** A person has dealt with it, and says how. */
  @POST
  @Path("/{id}/resolve")
  public ExceptionCase resolve(@PathParam("id") String id, byte @Nullable [] body) {
    Noted noted = Requests.body(body, Noted.class);
    return one(decisions.resolve(ids(id), person(), Requests.requiredNote(noted.note())));
  }

  @POST
  @Path("/{id}/assign")
  public ExceptionCase assign(@PathParam("id") String id, byte @Nullable [] body) {
    Assign assign = Requests.body(body, Assign.class);
    return one(
        decisions.assign(
            ids(id), person(), Requests.required("to", assign.to()), Requests.note(assign.note())));
  }

  /** It opens again by itself. */
  @POST
  @Path("/{id}/snooze")
  public ExceptionCase snooze(@PathParam("id") String id, byte @Nullable [] body) {
    Snooze snooze = Requests.body(body, Snooze.class);
    return one(
        decisions.snooze(
            ids(id),
            person(),
            Requests.soon("until", snooze.until()),
            Requests.note(snooze.note())));
  }

  /** The goods of a scan are here, whatever Reveni says. */
  @POST
  @Path("/{id}/count-as-received")
  public ExceptionCase countAsReceived(@PathParam("id") String id, byte @Nullable [] body) {
    Noted noted = Requests.body(body, Noted.class);
    return one(receipts.count(Requests.id("id", id), person(), Requests.note(noted.note())));
  }

  /** The order that the return belongs to, whatever Reveni says. */
  @POST
  @Path("/{id}/name-order")
  public ExceptionCase nameOrder(@PathParam("id") String id, byte @Nullable [] body) {
    NameOrder name = Requests.body(body, NameOrder.class);
    return one(
        orderNames.name(
            Requests.id("id", id),
            person(),
            Requests.required("orderNumber", name.orderNumber()),
            Requests.note(name.note())));
  }

  /** Whether the units that refunds cannot be matched to count as refunded; it is final. */
  @POST
  @Path("/{id}/settle")
  public ExceptionCase settle(@PathParam("id") String id, byte @Nullable [] body) {
    Settle settle = Requests.body(body, Settle.class);
    return one(
        settlements.settle(
            Requests.id("id", id),
            person(),
            Requests.required(
                "paymentState",
                Requests.oneOf("paymentState", settle.paymentState(), PAYMENT_STATES)),
            Requests.note(settle.note())));
  }

  /** One decision about many cases, each on its own. */
  @POST
  @Path("/bulk")
  public BulkAnswer bulk(byte @Nullable [] body) {
    Bulk bulk = Requests.body(body, Bulk.class);
    Decision action =
        Decision.of(Requests.required("action", Requests.oneOf("action", bulk.action(), IN_BULK)))
            .orElseThrow();
    List<String> ids = ids(bulk);
    String note = Requests.note(bulk.note());
    Person who = person();
    Decided decided =
        switch (action) {
          case RETRY -> decisions.retry(ids, who, note);
          case CLASSIFY -> reasons.classify(ids, who, code(bulk.code()), note);
          case RESOLVE -> decisions.resolve(ids, who, Requests.requiredNote(note));
          case ASSIGN -> decisions.assign(ids, who, Requests.required("to", bulk.to()), note);
          case SNOOZE -> decisions.snooze(ids, who, Requests.soon("until", bulk.until()), note);
          case COUNT_AS_RECEIVED, NAME_ORDER, SETTLE ->
              throw new IllegalStateException(action + " is not among " + IN_BULK);
        };
    return new BulkAnswer(
        decided.cases(),
        decided.refused().stream()
            .map(r -> new RefusedCase(r.id(), status(r.why()), r.detail()))
            .toList());
  }

  private static List<String> ids(String id) {
    return List.of(Requests.id("id", id));
  }

  private static List<String> ids(Bulk bulk) {
    List<String> ids = bulk.ids();
    if (ids == null || ids.isEmpty() || ids.size() > MOST_IN_BULK || ids.contains(null)) {
      throw Refusal.badRequest("ids", "ids must be a list of 1 to " + MOST_IN_BULK + " case ids");
    }
    ids.forEach(id -> Requests.id("ids", id));
    return ids;
  }

  private ReasonRow code(@Nullable String code) {
    String chosen = Requests.required("code", code);
    return mappings
        .reasons()
        .byCode(chosen)
        .orElseThrow(() -> Refusal.badRequest("code", mappings.reasons().unknown(chosen)));
  }

  private Person person() {
    return new Person(login.getPrincipal().getName(), login.getRoles());
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

  private static Refusal unknown(String id) {
    return Refusal.notFound("There is no case " + id);
  }
}
