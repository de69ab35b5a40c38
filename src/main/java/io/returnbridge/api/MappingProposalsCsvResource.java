package io.returnbridge.api;

import io.returnbridge.decisions.MappingProposals;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse;

/** The proposals that are not in the table yet, as its rows. */
@Path("/api/mapping-proposals.csv")
@Produces("text/csv; charset=utf-8")
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class MappingProposalsCsvResource {

  private final MappingProposals proposals;

  public MappingProposalsCsvResource(MappingProposals proposals) {
    this.proposals = proposals;
  }

  /** They are answered until the table has them. */
  @GET
  public RestResponse<String> export() {
    return RestResponse.ResponseBuilder.ok(proposals.export())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"mapping-proposals.csv\"")
        .build();
  }
}
