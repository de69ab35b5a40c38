package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.reports.DailyExceptions;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportForms;
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
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reports as they were made, and their making. */
@Path("/api/reports")
@Blocking
public class ReportsResource {

  record Wanted(@Nullable String date) {}

  private static final List<String> NAMES = List.of(DailyExceptions.NAME);

  /** Of a report of a day that is past; longer ago nobody would ask. */
  private static final int MOST_DAYS = 400;

  private final ReportBook book;
  private final ReportForms forms;
  private final DailyExceptions daily;
  private final SecurityIdentity login;

  public ReportsResource(
      ReportBook book, ReportForms forms, DailyExceptions daily, SecurityIdentity login) {
    this.book = book;
    this.forms = forms;
    this.daily = daily;
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
   * The latest run of the day.
   *
   * @param file the day, with {@code .json}, {@code .csv} or {@code .html} behind it, or without
   * @param asOf of an earlier run
   */
  @GET
  @Path("/{name}/{file}")
  @Produces(MediaType.WILDCARD)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
  public RestResponse<String> one(
      @PathParam("name") String name,
      @PathParam("file") String file,
      @QueryParam("asOf") @Nullable String asOf) {
    known(name);
    int dot = file.indexOf('.');
    String form = dot < 0 ? "json" : file.substring(dot + 1);
    LocalDate day = day("date", dot < 0 ? file : file.substring(0, dot));
    if (form.equals("xlsx")) {
      throw Refusal.of(406, "There are no reports as .xlsx yet; take .csv, .html or .json");
    }
    if (!List.of("json", "csv", "html").contains(form)) {
      throw Refusal.notFound("A report ends with .json, .csv or .html");
    }
    Instant at = instant(asOf);
    Report report =
        book.find(name, day, at)
            .orElseThrow(
                () ->
                    Refusal.notFound(
                        "There is no report %s of %s%s; POST /api/reports/%s/run makes one"
                            .formatted(name, day, at == null ? "" : " as of " + at, name)));
    String saved = name + "-" + day + "." + form;
    return switch (form) {
      case "csv" ->
          answer(forms.csv(report), "text/csv;charset=utf-8")
              .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + saved + "\"")
              .build();
      case "html" ->
          answer(forms.html(report), "text/html;charset=utf-8")
              .header("Content-Security-Policy", forms.contentSecurityPolicy())
              .header("Referrer-Policy", "no-referrer")
              .build();
      default -> answer(Json.write(report), MediaType.APPLICATION_JSON).build();
    };
  }

  private static RestResponse.ResponseBuilder<String> answer(String body, String type) {
    return RestResponse.ResponseBuilder.ok(body).header(HttpHeaders.CONTENT_TYPE, type);
  }

  /**
   * Makes the report now; the day is today when none is given. Of a day that is past it is made of
   * what both systems say now, without what was completed later.
   */
  @POST
  @Path("/{name}/run")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.FINANCE, Roles.CX, Roles.ADMIN})
  public RestResponse<Map<String, Object>> run(
      @PathParam("name") String name, byte @Nullable [] body) {
    known(name);
    String date = Requests.body(body, Wanted.class).date();
    LocalDate today = daily.today();
    LocalDate day = date == null || date.isEmpty() ? today : day("date", date);
    if (day.isAfter(today) || day.isBefore(today.minusDays(MOST_DAYS))) {
      throw Refusal.badRequest(
          "date",
          "date must be from %s to today, %s (REPORT_TIME_ZONE)"
              .formatted(today.minusDays(MOST_DAYS), today));
    }
    boolean begun = daily.ask(day, "api:" + login.getPrincipal().getName());
    return RestResponse.ResponseBuilder.<Map<String, Object>>create(202)
        .entity(Map.of("name", name, "date", day.toString(), "started", begun ? 1 : 0))
        .build();
  }

  private static void known(String name) {
    if (!NAMES.contains(Requests.id("name", name))) {
      throw Refusal.notFound(
          "There is no report "
              + name
              + Suggestion.of(name, NAMES)
              + "; there are: "
              + String.join(", ", NAMES));
    }
  }

  private static LocalDate day(String field, String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2015 && day.getYear() <= 9999) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Refused below, as a day that cannot be.
    }
    throw Refusal.badRequest(field, field + " must be a date such as 2026-12-01");
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
