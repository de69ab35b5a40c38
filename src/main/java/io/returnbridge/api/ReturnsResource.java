package io.returnbridge.api;

import io.quarkus.security.Authenticated;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnState;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Case files of returns. */
@Path("/api/returns")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Blocking
public class ReturnsResource {

  private final ReturnSearch search;
  private final Mappings mappings;

  public ReturnsResource(ReturnSearch search, Mappings mappings) {
    this.search = search;
    this.mappings = mappings;
  }

  private CaseFile file(ReturnState state) {
    return CaseFile.of(
        state, mappings.stores().find(state.id().store()).map(StoreRow::country).orElse(""));
  }

  @GET
  public ListAnswer<CaseFile> list(
      @QueryParam("order") @Nullable String order,
      @QueryParam("rma") @Nullable String rma,
      @QueryParam("status") @Nullable String status,
      @QueryParam("store") @Nullable String store,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    List<ReturnSearch.Found> rows =
        search.find(
            new ReturnSearch.Filter(
                null,
                Requests.text("order", order),
                Requests.text("rma", rma),
                Requests.text("status", status),
                Requests.text("store", store)),
            Cursor.parse(cursor),
            most + 1);
    return ListAnswer.of(rows, most, f -> file(f.state()), ReturnSearch.Found::cursor);
  }

  /** Several stores can have a return of one id: then {@code store} says which. */
  @GET
  @Path("/{returnId}")
  public CaseFile one(
      @PathParam("returnId") String returnId, @QueryParam("store") @Nullable String store) {
    List<ReturnSearch.Found> found =
        search.find(
            new ReturnSearch.Filter(
                Requests.id("returnId", returnId), null, null, null, Requests.text("store", store)),
            null,
            2);
    if (found.isEmpty()) {
      throw Refusal.notFound("No return " + returnId + " is known");
    }
    if (found.size() > 1) {
      throw Refusal.conflict(
          "Several stores have a return " + returnId + ": say which with ?store=");
    }
    return file(found.get(0).state());
  }
}
