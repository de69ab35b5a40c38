package io.returnbridge.api;

import io.returnbridge.decisions.MappingProposals;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reasons that people want to be mapped from now on. */
@Path("/api/mapping-proposals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class MappingProposalsResource {

  private final MappingProposals proposals;

  public MappingProposalsResource(MappingProposals proposals) {
    this.proposals = proposals;
  }

  /** The newest first. */
  @GET
  public ListAnswer<MappingProposals.Proposal> list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    List<MappingProposals.Proposal> rows = proposals.list(after(cursor), most + 1);
    return ListAnswer.of(rows, most, p -> p, p -> new Cursor(p.at(), Long.toString(p.id())));
  }

  private static MappingProposals.@Nullable After after(@Nullable String text) {
    Cursor cursor = Cursor.parse(text);
    if (cursor == null) {
      return null;
    }
    if (!cursor.id().matches("[0-9]{1,18}")) {
      throw Refusal.badRequest("cursor", "cursor must be the `next` of the page before");
    }
    return new MappingProposals.After(cursor.at(), Long.parseLong(cursor.id()));
  }
}
