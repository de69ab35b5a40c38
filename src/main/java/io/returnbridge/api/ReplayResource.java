package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.replay.Replay;
import io.returnbridge.replay.Replays;
import io.returnbridge.replay.Scope;
import io.returnbridge.settings.Settings;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Replays, and dry runs of them. */
@Path("/api/replay")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ReplayResource {

  /**
   * One of: returnId (and store); from and to; topic.
   *
   * @param from an instant, or a date in {@code REPORT_TIME_ZONE} from its beginning
   * @param to an instant, or a date until its end
   */
  record Ask(
      @Nullable String returnId,
      @Nullable String store,
      @Nullable String from,
      @Nullable String to,
      @Nullable String topic,
      @Nullable Boolean dryRun) {}

  record Asked(String replayId) {}

  private static final int CHANGES = 200;

  private final Replays replays;
  private final Topics topics;
  private final Mappings mappings;
  private final Settings settings;
  private final SecurityIdentity login;

  public ReplayResource(
      Replays replays,
      Topics topics,
      Mappings mappings,
      Settings settings,
      SecurityIdentity login) {
    this.replays = replays;
    this.topics = topics;
    this.mappings = mappings;
    this.settings = settings;
    this.login = login;
  }

  /** Its work counts as pending until it has ended. */
  @POST
  @APIResponseSchema(value = Asked.class, responseCode = "202")
  public RestResponse<Asked> ask(byte @Nullable [] body) {
    Ask ask = Requests.body(body, Ask.class);
    String id =
        replays.ask(scope(ask), Boolean.TRUE.equals(ask.dryRun()), login.getPrincipal().getName());
    return RestResponse.ResponseBuilder.<Asked>create(202)
        .entity(new Asked(id))
        .location(URI.create("/api/replay/" + id))
        .build();
  }

  @GET
  public ListAnswer<ReplayAnswer> list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    Cursor after = Cursor.parse(cursor);
    List<Replay> rows =
        replays.list(
            after == null ? null : after.at(), after == null ? null : after.id(), most + 1);
    return ListAnswer.of(rows, most, ReplayAnswer::of, r -> new Cursor(r.askedAt(), r.id()));
  }

  /**
   * @param cursor {@code next} of the answer with the changes before
   */
  @GET
  @Path("/{id}")
  public ReplayAnswer one(
      @PathParam("id") String id, @QueryParam("cursor") @Nullable String cursor) {
    Replay replay =
        replays
            .find(Requests.id("id", id))
            .orElseThrow(() -> Refusal.notFound("There is no replay " + id));
    List<Replays.Change> changes = replays.changes(id, after(cursor), CHANGES + 1);
    List<Replays.Change> page = changes.subList(0, Math.min(CHANGES, changes.size()));
    return ReplayAnswer.of(
        replay,
        page,
        changes.size() > CHANGES ? Long.toString(page.get(CHANGES - 1).id()) : null,
        replays.problems(id, CHANGES));
  }

  private static long after(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return 0;
    }
    if (!cursor.matches("[0-9]{1,18}")) {
      throw Refusal.badRequest("cursor", "cursor must be the `next` of the page before");
    }
    return Long.parseLong(cursor);
  }

  private Scope scope(Ask ask) {
    boolean ofReturn = ask.returnId() != null;
    boolean ofPeriod = ask.from() != null || ask.to() != null;
    boolean ofTopic = ask.topic() != null;
    if ((ofReturn ? 1 : 0) + (ofPeriod ? 1 : 0) + (ofTopic ? 1 : 0) != 1) {
      throw Refusal.badRequest("returnId", "Say one of: returnId (and store); from and to; topic");
    }
    if (ask.store() != null && !ofReturn) {
      throw Refusal.badRequest("store", "store goes with returnId only");
    }
    if (ask.returnId() != null) {
      List<String> stores = mappings.stores().all().stream().map(StoreRow::store).toList();
      return new Scope.OfReturn(
          Requests.oneOf("store", ask.store(), stores), Requests.id("returnId", ask.returnId()));
    }
    if (ask.topic() != null) {
      Set<String> known = topics.waking().keySet();
      String topic = Requests.oneOf("topic", ask.topic(), known);
      if (topic == null) {
        throw Refusal.badRequest("topic", "topic must be one of " + String.join(", ", known));
      }
      return new Scope.OfTopic(topic);
    }
    Instant from = Requests.time("from", ask.from(), 0, settings.reportTimeZone());
    Instant to = Requests.time("to", ask.to(), 1, settings.reportTimeZone());
    if (!from.isBefore(to)) {
      throw Refusal.badRequest("to", "to must be later than from");
    }
    return new Scope.OfPeriod(from, to);
  }
}
