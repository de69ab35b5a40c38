package io.returnbridge.api;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.exceptions.CaseBook;
import io.returnbridge.exceptions.CaseDecisions;
import io.returnbridge.exceptions.ExceptionCase;
import io.smallrye.common.annotation.Blocking;
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
@Authenticated
@Blocking
public class ExceptionsResource {

  record Retry(@Nullable String note) {}

  private final CaseBook book;
  private final CaseDecisions decisions;
  private final SecurityIdentity login;

  public ExceptionsResource(CaseBook book, CaseDecisions decisions, SecurityIdentity login) {
    this.book = book;
    this.decisions = decisions;
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
    Requests.id("id", id);
    Retry retry = Requests.body(body, Retry.class);
    ExceptionCase after =
        decisions
            .retry(id, login.getPrincipal().getName(), Requests.note(retry.note()))
            .orElseThrow(() -> unknown(id));
    if (after.closed()) {
      throw Refusal.conflict("The case " + id + " is closed");
    }
    return after;
  }

  private static Refusal unknown(String id) {
    return Refusal.notFound("There is no case " + id);
  }
}
