package io.returnbridge.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.cases.UnapprovedReasons;
import io.returnbridge.json.Problem;
import io.returnbridge.mappings.MappingError;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.reload.AnnouncedMappings;
import io.returnbridge.reload.MappingBook;
import io.returnbridge.reload.MappingReload;
import io.returnbridge.reload.MappingTrial;
import io.returnbridge.reload.TriedMappings;
import io.returnbridge.reload.TriedWebhooks;
import io.returnbridge.reload.UsedRows;
import io.returnbridge.settings.Settings;
import io.returnbridge.watchdogs.OtherTables;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The mapping tables that are in force, and others in their place. */
@Path("/api/mappings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class MappingsResource {

  record Nothing() {}

  /**
   * @param by login name; {@code start} for a start of the program
   */
  record Version(String version, Instant since, String by) {
    static Version of(MappingBook.Change change) {
      return new Version(change.version(), change.at(), change.who());
    }
  }

  /**
   * @param version in force
   * @param goesOn how many cases and batches that waited are looked at again
   */
  record Reloaded(String version, Instant since, String by, int goesOn) {}

  /**
   * @param difference why this replica's folder, or this replica, has another version; null when it
   *     has not
   * @param replicas that live, with what each works with
   * @param before versions that were in force before, the latest first
   * @param tables rows of each table, as this replica works with them, and how often each was used
   * @param used what is counted of each table
   * @param unapprovedReasons that Reveni has sent in the last 90 days and no row approves
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record InForce(
      String version,
      Instant since,
      String by,
      @Nullable String difference,
      List<MappingBook.Replica> replicas,
      List<Version> before,
      Map<String, List<Row>> tables,
      Map<String, String> used,
      List<UnapprovedReasons.Unapproved> unapprovedReasons) {}

  /** A row of a table. */
  record Row(int line, Map<String, String> cells, long used) {}

  /**
   * One thing that is wrong.
   *
   * @param file {@code commercetools} where no row asks for what is missing there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Fault(String file, @Nullable Integer line, @Nullable String column, String message) {
    static Fault of(MappingError error) {
      return new Fault(error.file(), error.line(), error.column(), error.message());
    }
  }

  record Faults(String type, String title, int status, String detail, List<Fault> faults) {
    static Faults of(MappingErrors errors) {
      Problem problem = Problem.of(409, errors.getMessage(), null);
      return new Faults(
          problem.type(),
          problem.title(),
          problem.status(),
          String.valueOf(problem.detail()),
          errors.errors().stream().map(Fault::of).toList());
    }
  }

  private static final int KEPT = 50;
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  private static final Duration LATELY = Duration.ofDays(90);

  /** Replicas that were not seen for so long are dead. */
  private static final Duration ALIVE = Duration.ofSeconds(10);

  private final MappingsInForce mappings;
  private final MappingBook book;
  private final MappingReload reload;
  private final AnnouncedMappings announced;
  private final OtherTables others;
  private final TriedMappings trial;
  private final UsedRows used;
  private final Settings settings;
  private final UnapprovedReasons unapproved;
  private final SecurityIdentity login;
  private final Clock clock;

  public MappingsResource(
      MappingsInForce mappings,
      MappingBook book,
      MappingReload reload,
      AnnouncedMappings announced,
      OtherTables others,
      TriedMappings trial,
      UsedRows used,
      Settings settings,
      UnapprovedReasons unapproved,
      SecurityIdentity login,
      Clock clock) {
    this.mappings = mappings;
    this.book = book;
    this.reload = reload;
    this.announced = announced;
    this.others = others;
    this.trial = trial;
    this.used = used;
    this.settings = settings;
    this.unapproved = unapproved;
    this.login = login;
    this.clock = clock;
  }

  /**
   * @param files texts of the tables by their names
   * @param from an instant, or a date in {@code REPORT_TIME_ZONE} from its beginning; null for all
   * @param to an instant, or a date until its end
   * @param cursor {@code next} of the answer before
   */
  record Other(
      @Nullable Map<String, String> files,
      @Nullable String from,
      @Nullable String to,
      @Nullable String cursor) {}

  /**
   * @param version in force
   * @param tried version of the other tables
   * @param payload whether {@code reveni-payload.yaml} differs
   * @param webhooks that are stored, and would be read otherwise; of the first page, when it does
   * @param returns of which other tables would make something else
   */
  record Tried(
      String version,
      String tried,
      long looked,
      boolean payload,
      TriedWebhooks.@Nullable Result webhooks,
      List<TriedMappings.Different> returns,
      List<MappingTrial.Soon> timing,
      @Nullable String next) {}

  @GET
  public InForce inForce() {
    List<MappingBook.Change> changes = book.changes(KEPT);
    if (changes.isEmpty()) {
      throw Refusal.of(503, "The program is starting; ask again in a moment");
    }
    MappingTables tables = mappings.now();
    Version version = Version.of(changes.get(0));
    Instant now = clock.instant();
    Map<String, UsedRows.Use> uses = used.of(tables);
    Map<String, String> what = new TreeMap<>();
    uses.forEach((name, use) -> what.put(name, use.what()));
    return new InForce(
        version.version(),
        version.since(),
        version.by(),
        announced.difference().orElse(null),
        book.replicas(ALIVE),
        changes.stream().skip(1).map(Version::of).toList(),
        rows(tables.files(), uses),
        what,
        unapproved.between(now.minus(LATELY), now.plus(LATELY), tables));
  }

  private static Map<String, List<Row>> rows(MappingFiles files, Map<String, UsedRows.Use> uses) {
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    MappingFiles.NAMES.stream()
        .filter(uses::containsKey)
        .forEach(
            name -> {
              Map<Integer, Long> times = Objects.requireNonNull(uses.get(name)).times();
              rows.put(
                  name,
                  files.rows(name).stream()
                      .map(
                          row ->
                              new Row(
                                  row.line(),
                                  row.cells(),
                                  Objects.requireNonNull(times.get(row.line()))))
                      .toList());
            });
    return rows;
  }

  /** All of the folder's tables, or none. */
  @POST
  @Path("/reload")
  @APIResponseSchema(Reloaded.class)
  @APIResponse(
      responseCode = "409",
      content =
          @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Faults.class)))
  public RestResponse<Object> reload(byte @Nullable [] body) {
    Requests.body(body, Nothing.class);
    try {
      reload.reload(login.getPrincipal().getName());
    } catch (MappingErrors errors) {
      return refused(errors);
    }
    int goesOn = others.look();
    MappingBook.Change change = book.inForce().orElseThrow();
    return RestResponse.ok(new Reloaded(change.version(), change.at(), change.who(), goesOn));
  }

  /** What other tables would make of returns that are stored, some at a time. */
  @POST
  @Path("/try")
  @APIResponseSchema(Tried.class)
  @APIResponse(
      responseCode = "409",
      content =
          @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Faults.class)))
  public RestResponse<Object> tryOthers(byte @Nullable [] body) {
    Other other = Requests.body(body, Other.class);
    if (other.files() == null || other.files().isEmpty()) {
      throw Refusal.badRequest("files", "files must have the texts of the tables by their names");
    }
    ZoneId zone = settings.reportTimeZone();
    Instant from =
        other.from() == null ? Instant.EPOCH : Requests.time("from", other.from(), 0, zone);
    Instant to = other.to() == null ? FAR : Requests.time("to", other.to(), 1, zone);
    Cursor after = Cursor.parse(other.cursor());
    try {
      TriedMappings.Page page =
          trial.page(
              MappingFiles.of("", other.files()),
              after == null ? from : after.at(),
              after == null ? null : returnId(after),
              to);
      return RestResponse.ok(
          new Tried(
              page.inForce(),
              page.tried(),
              page.looked(),
              page.payload(),
              page.webhooks(),
              page.returns(),
              page.timing(),
              page.last()
                  .map(last -> new Cursor(last.at(), last.state().id().subject()).text())
                  .orElse(null)));
    } catch (MappingErrors errors) {
      return refused(errors);
    }
  }

  private static ReturnId returnId(Cursor cursor) {
    if (Subject.of(cursor.id()) instanceof Subject.OfReturn of) {
      return of.id();
    }
    throw Refusal.badRequest("cursor", "cursor must be the `next` of the page before");
  }

  private static RestResponse<Object> refused(MappingErrors errors) {
    return RestResponse.ResponseBuilder.create(409)
        .entity((Object) Faults.of(errors))
        .header(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .build();
  }
}
