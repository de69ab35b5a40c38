package io.returnbridge.api;

import io.returnbridge.evidence.AuditTrail;
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

/** All entries of {@code GET /api/audit} as a table. */
@Path("/api/audit.csv")
@Produces(CsvTable.TYPE)
@RolesAllowed({Roles.FINANCE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class AuditCsvResource {

  private final AuditTrail audit;

  public AuditCsvResource(AuditTrail audit) {
    this.audit = audit;
  }

  @GET
  public RestResponse<StreamingOutput> export(
      @QueryParam("who") @Nullable String who,
      @QueryParam("case") @Nullable String caseId,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("sort") @Nullable String sort) {
    AuditTrail.Filter filter = AuditResource.filter(who, caseId, from, to);
    Listing.Sort<AuditTrail.Entry> sorted = Requests.sort(sort, AuditTrail.TIMES);
    return CsvTable.answer(
        "audit",
        List.of(
            "id",
            "at",
            "who",
            "what",
            "caseId",
            "code",
            "store",
            "returnId",
            "rmaNumber",
            "note",
            "detail",
            "fromStatus",
            "toStatus"),
        after -> audit.list(filter, sorted, after, CsvTable.A_PAGE),
        e -> new Listing.After(e.at(), e.id()),
        e ->
            Arrays.asList(
                e.id(),
                e.at(),
                e.who(),
                e.what(),
                e.caseId(),
                e.code(),
                e.store(),
                e.returnId(),
                e.rmaNumber(),
                e.note(),
                e.detail(),
                e.fromStatus(),
                e.toStatus()));
  }
}
