package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Language;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.replay.Replay;
import io.returnbridge.replay.Replays;
import io.returnbridge.replay.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The picture of the routes as they run; of each, its last records and its dead letters. */
@Path("/console/routes")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class RoutePages {

  private static final int MOST_CHANGES = 200;

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance routes(RouteDesk.Look look);

    static native TemplateInstance oneRoute(
        RouteDesk.Line line,
        List<RouteDesk.Route> routes,
        List<RouteRecords.Line> recent,
        boolean hasLetters);

    static native TemplateInstance deadLetters(
        String step, RouteRecords.Letters letters, String problem);

    static native TemplateInstance failedSteps(List<RouteRecords.Failed> failed, String problem);

    static native TemplateInstance replay(
        String step,
        Replay replay,
        List<Replays.Change> changes,
        List<Replays.Problem> problems,
        Map<String, Subjects.About> about);
  }

  private final RouteDesk desk;
  private final RouteRecords records;
  private final Replays replays;
  private final Subjects subjects;
  private final Language language;
  private final Me me;

  RoutePages(
      RouteDesk desk,
      RouteRecords records,
      Replays replays,
      Subjects subjects,
      Language language,
      Me me) {
    this.desk = desk;
    this.records = records;
    this.replays = replays;
    this.subjects = subjects;
    this.language = language;
    this.me = me;
  }

  @GET
  public TemplateInstance all() {
    return Templates.routes(desk.look(language.now()));
  }

  @GET
  @Path("/{name}")
  public TemplateInstance one(@PathParam("name") String name) {
    RouteDesk.Line line = known(name);
    return Templates.oneRoute(
        line,
        desk.routes(line.file(), language.now()),
        records.recent(name),
        records.hasLetters(name));
  }

  /** Which steps have dead letters; a part of the page that comes later, since Kafka is asked. */
  @GET
  @Path("/dead-letters")
  public TemplateInstance failedSteps() {
    try {
      return Templates.failedSteps(records.failed(), "");
    } catch (Unavailable away) {
      return Templates.failedSteps(List.of(), String.valueOf(away.getMessage()));
    }
  }

  /** A part of the page that comes later: Kafka is asked for it. */
  @GET
  @Path("/{name}/dead-letters")
  public TemplateInstance deadLetters(@PathParam("name") String name) {
    known(name);
    if (!records.hasLetters(name)) {
      throw Refusal.notFound(name + " has no dead letters");
    }
    try {
      return Templates.deadLetters(name, records.letters(name), "");
    } catch (Unavailable away) {
      return Templates.deadLetters(
          name,
          new RouteRecords.Letters(records.topic(name), 0, List.of()),
          String.valueOf(away.getMessage()));
    }
  }

  /** Wakes the step with each of its dead letters again, or only says what that would do. */
  @POST
  @Path("/{name}/replay")
  public RestResponse<Void> replay(
      @PathParam("name") String name, @FormParam("dry") @Nullable String dry) {
    known(name);
    if (!records.hasLetters(name)) {
      throw Refusal.notFound(name + " has no dead letters");
    }
    String id = replays.ask(new Scope.OfTopic(records.topic(name)), dry != null, me.name());
    return RestResponse.seeOther(URI.create("/console/routes/replays/" + id));
  }

  @GET
  @Path("/replays/{id}")
  public TemplateInstance replay(@PathParam("id") String id) {
    Replay replay =
        replays.find(id).orElseThrow(() -> Refusal.notFound("There is no replay " + id));
    List<Replays.Change> changes = replays.changes(id, 0, MOST_CHANGES);
    List<Replays.Problem> problems = replays.problems(id, MOST_CHANGES);
    return Templates.replay(
        replay.scope() instanceof Scope.OfTopic of ? records.stepOf(of.topic()) : "",
        replay,
        changes,
        problems,
        subjects.of(
            Stream.concat(
                    changes.stream().map(Replays.Change::subject),
                    problems.stream().map(Replays.Problem::subject))
                .toList()));
  }

  private RouteDesk.Line known(String name) {
    return desk.line(name, language.now())
        .orElseThrow(() -> Refusal.notFound("There is no file of routes " + name));
  }
}
