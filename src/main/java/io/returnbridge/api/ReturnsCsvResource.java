package io.returnbridge.api;

import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
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
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** All returns of {@code GET /api/returns} as a table. */
@Path("/api/returns.csv")
@Produces(CsvTable.TYPE)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ReturnsCsvResource {

  private final ReturnSearch returns;

  public ReturnsCsvResource(ReturnSearch returns) {
    this.returns = returns;
  }

  /** One row a return; a return's SKUs and refunds are in one cell each. */
  @GET
  public RestResponse<StreamingOutput> export(
      @QueryParam("order") @Nullable String order,
      @QueryParam("rma") @Nullable String rma,
      @QueryParam("status") @Nullable String status,
      @QueryParam("store") @Nullable String store,
      @QueryParam("sort") @Nullable String sort) {
    ReturnSearch.Filter filter = ReturnsResource.filter(order, rma, status, store);
    Listing.Sort<ReturnSearch.Found> sorted = Requests.sort(sort, ReturnSearch.TIMES);
    return CsvTable.answer(
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
        after -> returns.find(filter, sorted, after, CsvTable.A_PAGE),
        r -> new Listing.After(sorted.by().of().apply(r), r.state().id().subject()),
        ReturnsCsvResource::row);
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
                    Money.text(refund.amount(), refund.currency())
                        + " "
                        + refund.status().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ")));
  }
}
