package io.returnbridge.api;

import io.returnbridge.evidence.Bundle;
import io.returnbridge.evidence.Evidence;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnState;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Case files of returns, and their evidence. */
@Path("/api/returns")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ReturnsResource {

  private static final List<String> FILES = List.of("evidence", "evidence.json", "evidence.html");

  private final ReturnSearch search;
  private final Mappings mappings;
  private final Settings settings;
  private final Evidence evidence;
  private final EvidencePage page;

  public ReturnsResource(
      ReturnSearch search,
      Mappings mappings,
      Settings settings,
      Evidence evidence,
      EvidencePage page) {
    this.search = search;
    this.mappings = mappings;
    this.settings = settings;
    this.evidence = evidence;
    this.page = page;
  }

  private CaseFile file(ReturnSearch.Found found) {
    ReturnState state = found.state();
    return CaseFile.of(
        state,
        mappings.stores().find(state.id().store()).map(StoreRow::country).orElse(""),
        Answer.of(state, settings.reportTimeZone(), found.person()));
  }

  @GET
  public ListAnswer<CaseFile> list(
      @QueryParam("order") @Nullable String order,
      @QueryParam("rma") @Nullable String rma,
      @QueryParam("status") @Nullable String status,
      @QueryParam("store") @Nullable String store,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    Listing.Sort<ReturnSearch.Found> sorted = Requests.sort(sort, ReturnSearch.TIMES);
    List<ReturnSearch.Found> rows =
        search.find(filter(order, rma, status, store), sorted, Cursor.after(cursor), most + 1);
    return ListAnswer.of(
        rows,
        most,
        this::file,
        r -> new Cursor(sorted.by().of().apply(r), r.state().id().subject()));
  }

  static ReturnSearch.Filter filter(
      @Nullable String order,
      @Nullable String rma,
      @Nullable String status,
      @Nullable String store) {
    return new ReturnSearch.Filter(
        null,
        Requests.text("order", order),
        Requests.text("rma", rma),
        Requests.text("status", status),
        Requests.text("store", store));
  }

  /** Several stores can have a return of one id: then {@code store} says which. */
  @GET
  @Path("/{returnId}")
  public CaseFile one(
      @PathParam("returnId") String returnId, @QueryParam("store") @Nullable String store) {
    return file(search.one(returnId, store));
  }

  /** All that is recorded of the return, chained: for an auditor. */
  @GET
  @Path("/{returnId}/{file}")
  @Produces(MediaType.WILDCARD)
  @RolesAllowed({Roles.FINANCE, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<String> evidence(
      @PathParam("returnId") String returnId,
      @PathParam("file") String file,
      @QueryParam("store") @Nullable String store) {
    if (!FILES.contains(file)) {
      throw Refusal.notFound("Of a return there are " + String.join(", ", FILES));
    }
    ReturnState state = search.one(returnId, store).state();
    Bundle bundle = evidence.of(state.id(), state.rmaNumber(), state.orderNumber());
    return file.endsWith(".html")
        ? RestResponse.ResponseBuilder.ok(page.html(bundle))
            .header(HttpHeaders.CONTENT_TYPE, "text/html;charset=utf-8")
            .header("Content-Security-Policy", EvidencePage.POLICY)
            .header("Referrer-Policy", "no-referrer")
            .build()
        : RestResponse.ResponseBuilder.ok(Json.write(bundle))
            .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
            .build();
  }
}
