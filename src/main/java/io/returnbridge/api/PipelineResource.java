package io.returnbridge.api;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What is still under way. */
@Path("/api/pipeline")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
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
