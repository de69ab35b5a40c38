package io.returnbridge.api;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** All cases of {@code GET /api/exceptions} as a table. */
@Path("/api/exceptions.csv")
@Produces(CsvTable.TYPE)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ExceptionsCsvResource {

  private final CaseBook cases;

  public ExceptionsCsvResource(CaseBook cases) {
    this.cases = cases;
  }

  /** One row a case, without its history. */
  @GET
  public RestResponse<StreamingOutput> export(
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("returnId") @Nullable String returnId,
      @QueryParam("assignedTo") @Nullable String assignedTo,
      @QueryParam("sort") @Nullable String sort) {
    CaseBook.Filter filter = ExceptionsResource.filter(status, owner, code, returnId, assignedTo);
    Listing.Sort<ExceptionCase> sorted = Requests.sort(sort, CaseBook.TIMES);
    return CsvTable.answer(
        "exceptions",
        List.of(
            "id",
            "code",
            "owner",
            "severity",
            "status",
            "step",
            "store",
            "returnId",
            "rmaNumber",
            "orderNumber",
            "itemId",
            "cause",
            "nextStep",
            "verdict",
            "openedAt",
            "dueAt",
            "count",
            "assignedTo",
            "snoozedUntil"),
        after -> cases.list(filter, sorted, after, CsvTable.A_PAGE),
        c -> new Listing.After(sorted.by().of().apply(c), c.id()),
        c ->
            Arrays.asList(
                c.id(),
                c.code(),
                c.owner(),
                c.severity(),
                c.status(),
                c.step(),
                c.store(),
                c.returnId(),
                c.rmaNumber(),
                c.orderNumber(),
                c.itemId(),
                c.cause(),
                c.nextStep(),
                c.verdict(),
                c.openedAt(),
                c.dueAt(),
                c.count(),
                c.assignedTo(),
                c.snoozedUntil()));
  }
}
