package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.outage.Progress;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The reports that were made. Natural key: name, day and time. */
@ApplicationScoped
public class ReportBook {

  /** The last report of the page before. */
  public record After(Instant asOf, String name) {}

  private static final String UNSENT = " from report where to_mail and mailed_at is null";

  private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

  /** Rows in one go. */
  private static final int PAGE = 500;

  private final Database database;

  public ReportBook(Database database) {
    this.database = database;
  }

  /** With its rows, as its kind sorts them. */
  <R> void add(ReportKind<R> kind, Report report, Content content, boolean toMail) {
    String id = UUID.randomUUID().toString();
    int added =
        database.update(
            """
            insert into report (id, name, period, day, owner, as_of, sentence, complete, document, to_mail)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?) on conflict do nothing
            """,
            id,
            report.name(),
            kind.period().word(),
            report.day(),
            kind.owner(),
            report.asOf(),
            report.sentence(),
            content.complete(),
            Json.write(Head.of(report)),
            toMail);
    if (added == 1) {
      Writing rows = new Writing(id);
      content.rows().each(row -> rows.add(kind.place(kind.row().cast(row)), Json.write(row)));
      rows.write();
    }
  }

  /** Rows on their way into the database, some at a time. */
  private final class Writing {
    private final String report;
    private final List<String> places = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private int written;

    Writing(String report) {
      this.report = report;
    }

    void add(String place, String row) {
      places.add(place);
      rows.add(row);
      if (rows.size() == PAGE) {
        write();
      }
    }

    void write() {
      if (rows.isEmpty()) {
        return;
      }
      database.update(
          """
          insert into report_row (report, place, n, row)
          select ?, place, ? + n, row::jsonb from unnest(?::text[], ?::text[]) with ordinality as r (place, row, n)
          """,
          report,
          written,
          places.toArray(String[]::new),
          rows.toArray(String[]::new));
      written += rows.size();
      places.clear();
      rows.clear();
      Progress.made();
    }
  }

  /** What is kept of a report beside its rows. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record Head(
      String name,
      String date,
      Instant asOf,
      @Nullable String tables,
      String sentence,
      JsonNode totals) {

    static Head of(Report r) {
      return new Head(r.name(), r.date(), r.asOf(), r.tables(), r.sentence(), r.totals());
    }

    Report with(Rows<JsonNode> rows) {
      return new Report(name, date, asOf, tables, sentence, totals, rows);
    }
  }

  private record Kept(String place, int n, String row) {}

  private Report report(Columns r) {
    String id = r.text(1);
    return Json.read(r.text(2), Head.class)
        .with(
            each -> {
              Kept last = new Kept("", 0, "");
              List<Kept> page;
              do {
                page =
                    database.query(
                        """
                        select place, n, row from report_row
                        where report = ? and (place, n) > (? collate "C", ?) order by place, n limit ?
                        """,
                        p -> new Kept(p.text(1), p.integer(2), p.text(3)),
                        id,
                        last.place(),
                        last.n(),
                        PAGE);
                page.forEach(kept -> each.accept(Json.read(kept.row(), JsonNode.class)));
                last = page.isEmpty() ? last : page.get(page.size() - 1);
              } while (page.size() == PAGE);
            });
  }

  /**
   * Of the runs of a day or month the latest.
   *
   * @param day the first of its period
   * @param asOf of the one that is meant; null for the latest
   */
  public Optional<Report> find(String name, LocalDate day, @Nullable Instant asOf) {
    return database.find(
        """
        select id, document from report where name = ? and day = ? and (?::timestamptz is null or as_of = ?)
        order by as_of desc limit 1
        """,
        this::report,
        name,
        day,
        asOf,
        asOf);
  }

  /** Whether one of the day was begun then or later. */
  boolean hasSince(String name, LocalDate day, Instant then) {
    return database
        .find(
            "select 1 from report where name = ? and day = ? and as_of >= ? limit 1",
            r -> true,
            name,
            day,
            then)
        .isPresent();
  }

  /** The last that was made until then, of that day or one before. */
  Optional<Report> before(String name, LocalDate day, Instant then) {
    return database.find(
        """
        select id, document from report where name = ? and day <= ? and as_of < ?
        order by day desc, as_of desc limit 1
        """,
        this::report,
        name,
        day,
        then);
  }

  /** The newest first; {@code after} is null for the first page. */
  public List<Report.Listed> list(@Nullable After after, int most) {
    String columns = "select name, day, as_of, sentence, period from report";
    String order = " order by as_of desc, name desc limit ?";
    return after == null
        ? database.query(columns + order, ReportBook::listed, most)
        : database.query(
            columns + " where (as_of, name) < (?, ?)" + order,
            ReportBook::listed,
            after.asOf(),
            after.name(),
            most);
  }

  /** Runs of one report, the newest first; {@code after} is null for the first page. */
  public List<Report.Listed> runs(String name, @Nullable Instant after, int most) {
    return database.query(
        "select name, day, as_of, sentence, period from report"
            + " where name = ? and as_of < ? order by as_of desc limit ?",
        ReportBook::listed,
        name,
        after == null ? END_OF_TIME : after,
        most);
  }

  /** How many of the day there are, and how many of them are complete. */
  int[] count(String name, LocalDate day) {
    return database
        .find(
            "select count(*), count(*) filter (where complete) from report where name = ? and day = ?",
            r -> new int[] {r.integer(1), r.integer(2)},
            name,
            day)
        .orElseThrow();
  }

  /** What was made longest ago of what an owner is still to be sent. */
  public Optional<String> nextFor(String owner) {
    return database.find(
        "select id" + UNSENT + " and owner = ? order by as_of limit 1", r -> r.text(1), owner);
  }

  /** The report of that id, unless it has been sent. */
  public Optional<Report> unsent(String id) {
    return database.find("select id, document" + UNSENT + " and id = ?", this::report, id);
  }

  public void sent(String id, Instant at) {
    database.update(
        "update report set mailed_at = ? where to_mail and mailed_at is null and id = ?", at, id);
  }

  private static Report.Listed listed(Columns r) {
    return new Report.Listed(r.text(1), Period.of(r.text(5)).text(r.date(2)), r.time(3), r.text(4));
  }
}
