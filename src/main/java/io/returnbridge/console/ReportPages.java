package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.CaseActions;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.ReportsResource;
import io.returnbridge.api.ReportsResource.Started;
import io.returnbridge.api.Roles;
import io.returnbridge.json.Json;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.reports.ReportKind;
import io.returnbridge.reports.Reports;
import io.returnbridge.settings.InvoiceColumns;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reports: the latest of each, those of before, and one that is made now. */
@Path("/console/reports")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ReportPages {

  private static final int A_PAGE = 50;

  /** Most are made in seconds; after this the page says where to look. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /**
   * A report of which there may be runs.
   *
   * @param period {@code day} or {@code month}
   * @param latest null when none was made yet
   * @param today the day or month of now, as a form takes it; empty when no day is to be named
   */
  public record Kind(String name, String period, Report.@Nullable Listed latest, String today) {}

  /**
   * What was asked for.
   *
   * @param before when the latest run of before began, as text; empty for none
   * @param isMade whether it is the latest run by now
   * @param isLong whether it takes longer than most
   */
  public record Making(String before, String asked, boolean isMade, boolean isLong) {}

  /**
   * A report with what was asked of it.
   *
   * @param closed the month that was asked for and never changes; empty for none
   * @param problem why nothing is made; empty for nothing
   */
  public record Card(
      Kind kind, Optional<Making> making, String closed, String problem, boolean mayRun) {}

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance reports(
        List<Card> cards, boolean mayImport, String month, String columns);

    static native TemplateInstance reportCard(Card card);

    static native TemplateInstance reportRuns(String name, List<Report.Listed> runs, String next);
  }

  private final Reports reports;
  private final ReportBook book;
  private final ReportDesk desk;
  private final ReportsResource api;
  private final Me me;

  /** What the invoice calls its columns. */
  private final String columns;

  ReportPages(
      Reports reports,
      ReportBook book,
      ReportDesk desk,
      ReportsResource api,
      Me me,
      @ConfigProperty(name = "invoice.columns") String columns) {
    this.columns = InvoiceColumns.of(columns).shown();
    this.reports = reports;
    this.book = book;
    this.desk = desk;
    this.api = api;
    this.me = me;
  }

  /**
   * @param making name of a report that was asked for
   * @param before when its latest run of before began
   * @param asked when it was asked for
   * @param closed the month that was asked for and never changes
   */
  @GET
  public TemplateInstance all(
      @QueryParam("making") @Nullable String making,
      @QueryParam("before") @Nullable String before,
      @QueryParam("asked") @Nullable String asked,
      @QueryParam("closed") @Nullable String closed) {
    return Templates.reports(
        reports.names().stream()
            .flatMap(name -> reports.find(name).stream())
            .map(
                kind ->
                    kind.name().equals(making)
                        ? card(kind, before, asked, closed)
                        : card(kind, null, null, null))
            .toList(),
        me.has(Roles.FINANCE, Roles.ADMIN),
        YearMonth.from(desk.today()).minusMonths(1).toString(),
        columns);
  }

  private Card card(
      ReportKind<?> kind,
      @Nullable String before,
      @Nullable String asked,
      @Nullable String closed) {
    Kind shown = kind(kind);
    return new Card(
        shown,
        asked == null || asked.isEmpty()
            ? underWay(kind, shown)
            : Optional.of(made(shown, before, asked)),
        closed == null ? "" : closed,
        "",
        mayRun());
  }

  /** One that somebody has asked for, who may have left the page since. */
  private Optional<Making> underWay(ReportKind<?> kind, Kind shown) {
    Report.Listed latest = shown.latest();
    return desk.isUnderWay(kind)
        ? Optional.of(
            new Making(latest == null ? "" : latest.asOf().toString(), now(), false, false))
        : Optional.empty();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private boolean mayRun() {
    return me.has(Roles.FINANCE, Roles.CX, Roles.ADMIN);
  }

  private Kind kind(ReportKind<?> kind) {
    return new Kind(
        kind.name(),
        kind.period().word(),
        latest(kind.name()).orElse(null),
        kind.isOfNowOnly() ? "" : kind.period().text(kind.period().of(desk.today())));
  }

  private Optional<Report.Listed> latest(String name) {
    return book.runs(name, null, 1).stream().findFirst();
  }

  /** Of one report, every run. */
  @GET
  @Path("/{name}")
  public TemplateInstance runs(
      @PathParam("name") String name, @QueryParam("cursor") @Nullable String cursor) {
    known(name);
    Cursor after = Cursor.parse(cursor);
    List<Report.Listed> found = book.runs(name, after == null ? null : after.at(), A_PAGE + 1);
    List<Report.Listed> page = found.subList(0, Math.min(A_PAGE, found.size()));
    return Templates.reportRuns(
        name,
        page,
        found.size() > A_PAGE ? new Cursor(page.get(A_PAGE - 1).asOf(), name).text() : "");
  }

  /**
   * Has it made, as the API does. A page with scripts gets the report's part anew, and keeps all
   * others as they are.
   */
  @POST
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.ADMIN})
  @Path("/{name}/run")
  public Object run(
      @PathParam("name") String name,
      @FormParam("date") @Nullable String date,
      @HeaderParam("HX-Request") @Nullable String part) {
    ReportKind<?> kind = known(name);
    String before = latest(name).map(run -> run.asOf().toString()).orElse("");
    String asked = now();
    byte[] wanted =
        Json.write(Map.of("date", date == null ? "" : date)).getBytes(StandardCharsets.UTF_8);
    String closed;
    try (RestResponse<Started> begun = api.run(name, wanted)) {
      Started started = Objects.requireNonNull(begun.getEntity());
      closed = Started.CLOSED.equals(started.reason()) ? started.date() : "";
    } catch (Refusal refused) {
      if (part == null) {
        throw refused;
      }
      return Templates.reportCard(
          new Card(kind(kind), Optional.empty(), "", refused.detail(), mayRun()));
    }
    String waits = closed.isEmpty() ? asked : "";
    return part == null
        ? RestResponse.seeOther(
            URI.create(
                "/console/reports?making="
                    + name
                    + "&before="
                    + before
                    + "&asked="
                    + waits
                    + "&closed="
                    + closed))
        : Templates.reportCard(card(kind, before, waits, closed));
  }

  /** The report's part of the page, for one that waits for what was asked for. */
  @GET
  @Path("/{name}/making")
  public TemplateInstance making(
      @PathParam("name") String name,
      @QueryParam("before") @Nullable String before,
      @QueryParam("asked") String asked) {
    return Templates.reportCard(card(known(name), before, asked, null));
  }

  private static Making made(Kind kind, @Nullable String before, String asked) {
    Instant since = time("before", before).orElse(Instant.EPOCH);
    Instant then = time("asked", asked).orElseGet(Instant::now);
    Report.Listed latest = kind.latest();
    return new Making(
        before == null ? "" : before,
        asked,
        latest != null && latest.asOf().isAfter(since),
        Duration.between(then, Instant.now()).compareTo(LONG) > 0);
  }

  private static Optional<Instant> time(String field, @Nullable String text) {
    return text == null || text.isEmpty()
        ? Optional.empty()
        : Optional.of(CaseActions.time(field, text));
  }

  private ReportKind<?> known(String name) {
    return reports.find(name).orElseThrow(() -> Refusal.notFound("There is no report " + name));
  }
}
