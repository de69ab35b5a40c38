package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.api.CaseActions.BulkAnswer;
import io.returnbridge.api.CaseActions.Given;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.decisions.Decision;
import io.returnbridge.decisions.Person;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases, and what people decide about them. */
@Path("/api/exceptions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
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

  private final CaseBook book;
  private final CaseActions actions;
  private final SecurityIdentity login;

  public ExceptionsResource(CaseBook book, CaseActions actions, SecurityIdentity login) {
    this.book = book;
    this.actions = actions;
    this.login = login;
  }

  @GET
  public ListAnswer<ExceptionCase> list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("returnId") @Nullable String returnId,
      @QueryParam("assignedTo") @Nullable String assignedTo,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    Listing.Sort<ExceptionCase> sorted = Requests.sort(sort, CaseBook.TIMES);
    List<ExceptionCase> rows =
        book.list(
            filter(status, owner, code, returnId, assignedTo),
            sorted,
            Cursor.after(cursor),
            most + 1);
    return ListAnswer.of(rows, most, c -> c, c -> new Cursor(sorted.by().of().apply(c), c.id()));
  }

  static CaseBook.Filter filter(
      @Nullable String status,
      @Nullable String owner,
      @Nullable String code,
      @Nullable String returnId,
      @Nullable String assignedTo) {
    return new CaseBook.Filter(
        Requests.oneOf("status", status, Requests.CASE_STATUSES),
        Requests.oneOf("owner", owner, Requests.OWNERS),
        Requests.text("code", code),
        Requests.text("returnId", returnId),
        Requests.text("assignedTo", assignedTo));
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
    return decide(Decision.RETRY, id, Given.of(Requests.body(body, Noted.class).note()));
  }

  /** Gives an item the approved code that a person chose. */
  @POST
  @Path("/{id}/classify")
  public ExceptionCase classify(@PathParam("id") String id, byte @Nullable [] body) {
    Classify said = Requests.body(body, Classify.class);
    return decide(
        Decision.CLASSIFY,
        id,
        new Given(
            said.note(),
            said.itemId(),
            said.code(),
            Boolean.TRUE.equals(said.remember()),
            null,
            null,
            null,
            null));
  }

  /** A person has dealt with it, and says how. */
  @POST
  @Path("/{id}/resolve")
  public ExceptionCase resolve(@PathParam("id") String id, byte @Nullable [] body) {
    return decide(Decision.RESOLVE, id, Given.of(Requests.body(body, Noted.class).note()));
  }

  @POST
  @Path("/{id}/assign")
  public ExceptionCase assign(@PathParam("id") String id, byte @Nullable [] body) {
    Assign said = Requests.body(body, Assign.class);
    return decide(
        Decision.ASSIGN,
        id,
        new Given(said.note(), null, null, false, said.to(), null, null, null));
  }

  /** It opens again by itself. */
  @POST
  @Path("/{id}/snooze")
  public ExceptionCase snooze(@PathParam("id") String id, byte @Nullable [] body) {
    Snooze said = Requests.body(body, Snooze.class);
    return decide(
        Decision.SNOOZE,
        id,
        new Given(said.note(), null, null, false, null, said.until(), null, null));
  }

  /** The goods of a scan are here, whatever Reveni says. */
  @POST
  @Path("/{id}/count-as-received")
  public ExceptionCase countAsReceived(@PathParam("id") String id, byte @Nullable [] body) {
    return decide(
        Decision.COUNT_AS_RECEIVED, id, Given.of(Requests.body(body, Noted.class).note()));
  }

  /** The order that the return belongs to, whatever Reveni says. */
  @POST
  @Path("/{id}/name-order")
  public ExceptionCase nameOrder(@PathParam("id") String id, byte @Nullable [] body) {
    NameOrder said = Requests.body(body, NameOrder.class);
    return decide(
        Decision.NAME_ORDER,
        id,
        new Given(said.note(), null, null, false, null, null, said.orderNumber(), null));
  }

  /** Whether the units that refunds cannot be matched to count as refunded; it is final. */
  @POST
  @Path("/{id}/settle")
  public ExceptionCase settle(@PathParam("id") String id, byte @Nullable [] body) {
    Settle said = Requests.body(body, Settle.class);
    return decide(
        Decision.SETTLE,
        id,
        new Given(said.note(), null, null, false, null, null, null, said.paymentState()));
  }

  /** One decision about many cases, each on its own. */
  @POST
  @Path("/bulk")
  public BulkAnswer bulk(byte @Nullable [] body) {
    Bulk said = Requests.body(body, Bulk.class);
    Decision decision =
        Decision.of(
                Requests.required(
                    "action", Requests.oneOf("action", said.action(), CaseActions.words())))
            .orElseThrow();
    return actions.bulk(
        decision,
        said.ids(),
        person(),
        new Given(said.note(), null, said.code(), false, said.to(), said.until(), null, null));
  }

  private ExceptionCase decide(Decision decision, String id, Given given) {
    return actions.decide(decision, id, person(), given);
  }

  private Person person() {
    return new Person(login.getPrincipal().getName(), login.getRoles());
  }

  private static Refusal unknown(String id) {
    return Refusal.notFound("There is no case " + id);
  }
}
