package io.returnbridge.api;

import io.quarkus.security.Authenticated;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.csv.Csv;
import io.returnbridge.evidence.AuditTrail;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * The lists of the API as tables, whole: filtered and sorted as the lists are, written while they
 * are read.
 */
@Path("/api")
@Produces(ListsCsvResource.CSV)
@Authenticated
@Blocking
public class ListsCsvResource {

  static final String CSV = "text/csv; charset=utf-8";

  private static final int A_PAGE = 200;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final ReturnSearch returns;
  private final CaseBook cases;
  private final AuditTrail audit;

  public ListsCsvResource(ReturnSearch returns, CaseBook cases, AuditTrail audit) {
    this.returns = returns;
    this.cases = cases;
    this.audit = audit;
  }

  /** One row a return; a return's SKUs and refunds are in one cell each. */
  @GET
  @Path("/returns.csv")
  public RestResponse<StreamingOutput> returns(
      @QueryParam("order") @Nullable String order,
      @QueryParam("rma") @Nullable String rma,
      @QueryParam("status") @Nullable String status,
      @QueryParam("store") @Nullable String store,
      @QueryParam("sort") @Nullable String sort) {
    ReturnSearch.Filter filter = ReturnsResource.filter(order, rma, status, store);
    Listing.Sort<ReturnSearch.Found> sorted = Requests.sort(sort, ReturnSearch.TIMES);
    return table(
        "returns",
        List.of(
            "store",
            "returnId",
            "rmaNumber",
            "orderNumber",
            "status",
            "firstSeenAt",
            "changedAt",
            "skus",
            "refunds"),
        after -> returns.find(filter, sorted, after, A_PAGE),
        r -> new Listing.After(sorted.by().of().apply(r), r.state().id().subject()),
        ListsCsvResource::row);
  }

  private static List<@Nullable Object> row(ReturnSearch.Found found) {
    ReturnState state = found.state();
    ReturnSnapshot now = state.snapshot();
    return Arrays.asList(
        state.id().store(),
        state.id().id(),
        state.rmaNumber(),
        state.orderNumber(),
        now.status(),
        found.createdAt(),
        found.changedAt(),
        now.items().stream().map(ReturnSnapshot.Item::sku).collect(Collectors.joining(" ")),
        now.refunds().stream()
            .map(
                refund ->
                    "%s %s %s"
                        .formatted(
                            refund.amount(),
                            refund.currency(),
                            refund.status().name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", ")));
  }

  /** One row a case, without its history. */
  @GET
  @Path("/exceptions.csv")
  public RestResponse<StreamingOutput> cases(
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("returnId") @Nullable String returnId,
      @QueryParam("sort") @Nullable String sort) {
    CaseBook.Filter filter = ExceptionsResource.filter(status, owner, code, returnId);
    Listing.Sort<ExceptionCase> sorted = Requests.sort(sort, CaseBook.TIMES);
    return table(
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
        after -> cases.list(filter, sorted, after, A_PAGE),
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

  @GET
  @Path("/audit.csv")
  @RolesAllowed({Roles.FINANCE, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<StreamingOutput> audit(
      @QueryParam("who") @Nullable String who,
      @QueryParam("case") @Nullable String caseId,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("sort") @Nullable String sort) {
    AuditTrail.Filter filter = AuditResource.filter(who, caseId, from, to);
    Listing.Sort<AuditTrail.Entry> sorted = Requests.sort(sort, AuditTrail.TIMES);
    return table(
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
        after -> audit.list(filter, sorted, after, A_PAGE),
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

  /**
   * @param page the one after a row; the first for null
   */
  private static <R> RestResponse<StreamingOutput> table(
      String name,
      List<String> header,
      Function<Listing.@Nullable After, List<R>> page,
      Function<R, Listing.After> last,
      Function<R, List<@Nullable Object>> row) {
    List<R> first = page.apply(null);
    StreamingOutput written =
        out -> {
          Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          text.write(BYTE_ORDER_MARK);
          Csv.Table table = new Csv.Table(text, header);
          List<R> rows = first;
          while (!rows.isEmpty()) {
            for (R one : rows) {
              table.add(row.apply(one).stream().map(cell -> Objects.toString(cell, "")).toList());
            }
            rows =
                rows.size() < A_PAGE
                    ? List.of()
                    : page.apply(last.apply(rows.get(rows.size() - 1)));
          }
          text.flush();
        };
    return RestResponse.ResponseBuilder.ok(written)
        .header(HttpHeaders.CONTENT_TYPE, CSV)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s.csv\"".formatted(name))
        .build();
  }
}
