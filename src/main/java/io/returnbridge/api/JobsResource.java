package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.engine.WorkList;
import io.returnbridge.reconciliation.Reconcile;
import io.returnbridge.schedules.Job;
import io.returnbridge.schedules.Schedules;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Starts now what the clock starts otherwise. */
@Path("/api/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class JobsResource {

  record Nothing() {}

  /**
   * A time of which all that changed is compared; everything without it.
   *
   * @param from such as {@code 2026-11-01T00:00:00Z}
   */
  record Window(@Nullable String from, @Nullable String to) {}

  /**
   * @param started how many runs that began
   */
  record Started(String job, int started) {}

  private final WorkList work;
  private final Schedules schedules;
  private final Reconcile reconcile;
  private final SecurityIdentity login;

  public JobsResource(
      WorkList work, Schedules schedules, Reconcile reconcile, SecurityIdentity login) {
    this.work = work;
    this.schedules = schedules;
    this.reconcile = reconcile;
    this.login = login;
  }

  /** Its work counts as pending until it is done. */
  @POST
  @Path("/{job}/run")
  @APIResponseSchema(value = Started.class, responseCode = "202")
  public RestResponse<Started> run(@PathParam("job") String word, byte @Nullable [] body) {
    Requests.id("job", word);
    Job job =
        Job.of(word)
            .orElseThrow(
                () ->
                    Refusal.notFound(
                        "There is no job "
                            + word
                            + "; there are: "
                            + String.join(", ", Job.words())));
    Window window =
        job == Job.RECONCILE ? Requests.body(body, Window.class) : new Window(null, null);
    if (job != Job.RECONCILE) {
      Requests.body(body, Nothing.class);
    }
    String who = login.getPrincipal().getName();
    int started =
        switch (job) {
          case RETRIES -> work.retryNow();
          case FLUSH -> work.flushBatches();
          case WATCHDOGS, SWEEP, ALERTS -> schedules.runNow(job, who);
          case RECONCILE -> reconcile(window, who) ? 1 : 0;
        };
    return RestResponse.ResponseBuilder.<Started>create(202)
        .entity(new Started(word, started))
        .build();
  }

  private boolean reconcile(Window window, String who) {
    Instant from = time("from", window.from());
    Instant to = time("to", window.to());
    if (from != null && to != null && !from.isBefore(to)) {
      throw Refusal.badRequest("to", "to must be after from");
    }
    return reconcile.ask(from, to, "api:" + who);
  }

  private static @Nullable Instant time(String field, @Nullable String value) {
    try {
      return value == null ? null : OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest(
          field, field + " must be a time with its offset, such as 2026-12-01T08:00:00Z");
    }
  }
}
