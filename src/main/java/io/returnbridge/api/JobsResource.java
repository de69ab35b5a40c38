package io.returnbridge.api;

import io.returnbridge.store.WorkList;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Starts now what the clock starts otherwise. */
@Path("/api/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class JobsResource {

  record Nothing() {}

  private final WorkList work;

  public JobsResource(WorkList work) {
    this.work = work;
  }

  /** {@code retries}: everything that waits for its next attempt is tried now. */
  @POST
  @Path("/{job}/run")
  public RestResponse<Map<String, Object>> run(
      @PathParam("job") String job, byte @Nullable [] body) {
    Requests.id("job", job);
    Requests.body(body, Nothing.class);
    if (!job.equals("retries")) {
      throw Refusal.notFound("There is no job " + job + "; there is: retries");
    }
    return RestResponse.ResponseBuilder.<Map<String, Object>>create(202)
        .entity(Map.of("job", job, "started", work.retryNow()))
        .build();
  }
}
