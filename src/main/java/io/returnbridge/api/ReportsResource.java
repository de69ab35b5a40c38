package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.reports.Period;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.reports.ReportForms;
import io.returnbridge.reports.ReportKind;
import io.returnbridge.reports.Reports;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reports as they were made, and their making. */
@Path("/api/reports")
@Blocking
public class ReportsResource {

  /**
   * @param started 0 where nothing was begun
   * @param reason why: {@code being-made} or {@code closed}, which is a month whose report is made
   *     and never changes; null where it was begun
   */
  public record Started(String name, String date, int started, @Nullable String reason) {

    public static final String CLOSED = "closed";
  }

  record Wanted(@Nullable String date) {}

  private static final String CSV = "text/csv;charset=utf-8";
  private static final String HTML = "text/html;charset=utf-8";
  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  /** Of a report of a day that is past; longer ago nobody would ask. */
  private static final int MOST_DAYS = 400;

  private final ReportBook book;
  private final ReportForms forms;
  private final Reports reports;
  private final ReportDesk desk;
  private final Language language;
  private final Said said;
  private final SecurityIdentity login;

  public ReportsResource(
      ReportBook book,
      ReportForms forms,
      Reports reports,
      ReportDesk desk,
      Language language,
      Said said,
      SecurityIdentity login) {
    this.book = book;
    this.forms = forms;
    this.reports = reports;
    this.desk = desk;
    this.language = language;
    this.said = said;
    this.login = login;
  }

  /** Every run, the newest first. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
  public ListAnswer<Report.Listed> list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    Cursor after = Cursor.parse(cursor);
    return ListAnswer.of(
        book.list(after == null ? null : new ReportBook.After(after.at(), after.id()), most + 1),
        most,
        r -> r,
        r -> new Cursor(r.asOf(), r.name()));
  }

  /**
   * The latest run of the day or month. Rows are written while they are read: there may be more of
   * them than there is memory for.
   *
   * @param date with {@code .json} behind it or without
   * @param asOf of an earlier run
   */
  @GET
  @Path("/{name}/{date}")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<StreamingOutput> json(
      @PathParam("name") String name,
      @PathParam("date") String date,
      @QueryParam("asOf") @Nullable String asOf) {
    int dot = date.indexOf('.');
    if (dot >= 0 && !date.endsWith(".json")) {
      throw Refusal.notFound("A report ends with .json, .csv, .html or .xlsx");
    }
    Report report = found(name, dot < 0 ? date : date.substring(0, dot), asOf);
    return rows(out -> forms.json(report, out), MediaType.APPLICATION_JSON).build();
  }

  /** As {@link #json}, as a table. */
  @GET
  @Path("/{name}/{date}.csv")
  @Produces(CSV)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<StreamingOutput> csv(
      @PathParam("name") String name,
      @PathParam("date") String date,
      @QueryParam("asOf") @Nullable String asOf) {
    Report report = found(name, date, asOf);
    return saved(rows(out -> forms.csv(report, out), CSV), report, ".csv");
  }

  /** As {@link #json}, for a spreadsheet. */
  @GET
  @Path("/{name}/{date}.xlsx")
  @Produces(XLSX)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<StreamingOutput> xlsx(
      @PathParam("name") String name,
      @PathParam("date") String date,
      @QueryParam("asOf") @Nullable String asOf) {
    Report report = found(name, date, asOf);
    return saved(rows(out -> forms.xlsx(report, out), XLSX), report, ".xlsx");
  }

  /** As {@link #json}, to be read and printed: of each section the first rows. */
  @GET
  @Path("/{name}/{date}.html")
  @Produces(HTML)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<String> html(
      @PathParam("name") String name,
      @PathParam("date") String date,
      @QueryParam("asOf") @Nullable String asOf) {
    return RestResponse.ResponseBuilder.ok(
            forms.html(found(name, date, asOf), language.now(), said::of))
        .header(HttpHeaders.CONTENT_TYPE, HTML)
        .header("Content-Security-Policy", forms.contentSecurityPolicy())
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  private static RestResponse.ResponseBuilder<StreamingOutput> rows(
      StreamingOutput rows, String type) {
    return RestResponse.ResponseBuilder.ok(rows).header(HttpHeaders.CONTENT_TYPE, type);
  }

  private static RestResponse<StreamingOutput> saved(
      RestResponse.ResponseBuilder<StreamingOutput> answer, Report report, String form) {
    return answer
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s-%s%s\"".formatted(report.name(), report.date(), form))
        .build();
  }

  private Report found(String name, String date, @Nullable String asOf) {
    ReportKind<?> kind = known(name);
    LocalDate day = day(kind, date);
    Instant at = instant(asOf);
    return book.find(name, day, at)
        .orElseThrow(
            () ->
                Refusal.notFound(
                    "There is no report %s of %s%s; POST /api/reports/%s/run makes one"
                        .formatted(
                            name,
                            kind.period().text(day),
                            at == null ? "" : " as of " + at,
                            name)));
  }

  /**
   * Makes the report now; the date is today, or this month, when none is given. Of a day that is
   * past it is made of what is known now.
   */
  @POST
  @Path("/{name}/run")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.ADMIN})
  @APIResponseSchema(value = Started.class, responseCode = "202")
  public RestResponse<Started> run(@PathParam("name") String name, byte @Nullable [] body) {
    ReportKind<?> kind = known(name);
    String date = Requests.body(body, Wanted.class).date();
    Period period = kind.period();
    LocalDate today = period.of(desk.today());
    LocalDate first = period.of(today.minusDays(MOST_DAYS));
    LocalDate day = date == null || date.isEmpty() ? today : day(kind, date);
    if (day.isAfter(today) || day.isBefore(first)) {
      throw Refusal.badRequest(
          "date",
          "date must be from %s to %s (REPORT_TIME_ZONE)"
              .formatted(period.text(first), period.text(today)));
    }
    boolean begun = kind.ask(day, "api:" + login.getPrincipal().getName());
    String reason = begun ? null : kind.isClosed(day) ? Started.CLOSED : "being-made";
    return RestResponse.ResponseBuilder.<Started>create(202)
        .entity(new Started(name, period.text(day), begun ? 1 : 0, reason))
        .build();
  }

  private ReportKind<?> known(String name) {
    List<String> names = reports.names();
    return reports
        .find(Requests.id("name", name))
        .orElseThrow(
            () ->
                Refusal.notFound(
                    "There is no report "
                        + name
                        + Suggestion.of(name, names)
                        + "; there are: "
                        + String.join(", ", names)));
  }

  /** The first of the period that the text names. */
  private static LocalDate day(ReportKind<?> kind, String text) {
    try {
      LocalDate day = kind.period().parse(text);
      if (day.getYear() >= 2015 && day.getYear() <= 9999) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Refused below, as a day that cannot be.
    }
    String example = kind.period().text(LocalDate.of(2026, 12, 1));
    throw Refusal.badRequest(
        "date", "date must be a %s such as %s".formatted(kind.period().word(), example));
  }

  private static @Nullable Instant instant(@Nullable String asOf) {
    if (asOf == null || asOf.isEmpty()) {
      return null;
    }
    try {
      Instant at = OffsetDateTime.parse(asOf).toInstant();
      if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
        return at;
      }
    } catch (DateTimeParseException e) {
      // Refused below.
    }
    throw Refusal.badRequest("asOf", "asOf must be a time as GET /api/reports lists it");
  }
}
