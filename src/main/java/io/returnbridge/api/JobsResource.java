package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.engine.WorkList;
import io.returnbridge.schedules.Job;
import io.returnbridge.schedules.Schedules;
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
  private final Schedules schedules;
  private final SecurityIdentity login;

  public JobsResource(WorkList work, Schedules schedules, SecurityIdentity login) {
    this.work = work;
    this.schedules = schedules;
    this.login = login;
  }

  /** Its work counts as pending until it is done. */
  @POST
  @Path("/{job}/run")
  public RestResponse<Map<String, Object>> run(
      @PathParam("job") String word, byte @Nullable [] body) {
    Requests.id("job", word);
    Requests.body(body, Nothing.class);
    Job job =
        Job.of(word)
            .orElseThrow(
                () ->
                    Refusal.notFound(
                        "There is no job "
                            + word
                            + "; there are: "
                            + String.join(", ", Job.words())));
    int started =
        switch (job) {
          case RETRIES -> work.retryNow();
          case FLUSH -> work.flushBatches();
          case WATCHDOGS, SWEEP, ALERTS -> schedules.runNow(job, login.getPrincipal().getName());
        };
    return RestResponse.ResponseBuilder.<Map<String, Object>>create(202)
        .entity(Map.of("job", word, "started", started))
        .build();
  }
}
