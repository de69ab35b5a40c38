package io.returnbridge.api;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What is still under way. */
@Path("/api/pipeline")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class PipelineResource {

  private final Pipeline pipeline;

  public PipelineResource(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @GET
  public Pipeline.Answer now() {
    return pipeline.now();
  }
}
