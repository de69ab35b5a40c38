package io.returnbridge.reasons;

import static io.returnbridge.reasons.ReasonsWorld.MADRID;
import static io.returnbridge.reasons.ReasonsWorld.MAPPINGS;
import static io.returnbridge.reasons.ReasonsWorld.piece;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.SoldOrders;
import io.returnbridge.engine.Claim;
import io.returnbridge.model.Money;
import io.returnbridge.reasons.ReasonsRow.Kind;
import io.returnbridge.reasons.ReasonsWorld.Piece;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportForms;
import io.returnbridge.reports.TestForms;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnReasonsTest {

  private static final String EVIL = "=cmd|' /C calc'!A0\"><script>alert(1)</script>";

  private final ReasonsWorld world = new ReasonsWorld();

  private static Instant at(String time) {
    return LocalDateTime.parse(time).atZone(MADRID).toInstant();
  }

  private static List<ReasonsRow> rows(Report report, Kind kind) {
    return report.rows(ReasonsRow.class).stream().filter(r -> r.kind() == kind).toList();
  }

  private static ReasonsTotals totals(Report report) {
    return report.totals(ReasonsTotals.class);
  }

  /** What the test itself knows of one item, as it was thrown. */
  private record Fact(
      Instant at,
      String id,
      String store,
      String channel,
      String sku,
      @Nullable String code,
      String said,
      List<@Nullable String> grades,
      @Nullable BigDecimal amount,
      String currency) {

    String month() {
      var local = at.atZone(MADRID);
      return "%04d-%02d".formatted(local.getYear(), local.getMonthValue());
    }
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private List<Fact> throwReturns(Random random, int many) {
    List<String> approved =
        List.of(
            "too_small", "TOO_LARGE ", "damaged", "defective", "changed_mind", "no_longer_needed");
    List<String> others = List.of("meh", " Meh", EVIL);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      boolean es = random.nextInt(3) > 0;
      String store = es ? "es" : "uk";
      Instant at = world.now.minusSeconds(1 + random.nextInt(120 * 86_400));
      boolean cancelled = random.nextInt(20) == 0;
      Piece[] pieces = new Piece[1 + random.nextInt(3)];
      for (int p = 0; p < pieces.length; p++) {
        int why = random.nextInt(10);
        String said = why == 0 ? null : why == 1 ? any(random, others) : any(random, approved);
        String code =
            said == null ? null : MAPPINGS.reasons().map(said).map(r -> r.code()).orElse(null);
        if (why == 1 && random.nextBoolean()) {
          code = "too-small"; // A person has classified it.
        }
        List<@Nullable String> grades = new ArrayList<>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          grades.add(
              any(random, Arrays.asList(null, null, "a", "b", "c", "unusable", "not_received")));
        }
        BigDecimal amount =
            random.nextInt(6) == 0 ? null : BigDecimal.valueOf(1 + random.nextInt(20_000), 2);
        String channel = random.nextInt(8) == 0 ? null : es ? "web-es" : "web-uk";
        String sku = "SKU-" + random.nextInt(9);
        pieces[p] =
            new Piece(sku, channel, code, said, amount == null ? null : amount.toString(), grades);
        if (!cancelled) {
          facts.add(
              new Fact(
                  at,
                  "r" + i,
                  store,
                  channel == null ? "web-" + store : channel,
                  sku,
                  code,
                  said == null ? "" : said.strip(),
                  grades,
                  amount,
                  es ? "EUR" : "GBP"));
        }
      }
      world.opened(store, "r" + i, at, es ? "EUR" : "GBP", cancelled, pieces);
    }
    return facts;
  }

  private Map<String, Long> throwOrders(Random random, int many) {
    Map<String, Long> sold = new TreeMap<>();
    for (int i = 0; i < many; i++) {
      Instant at = world.now.minusSeconds(1 + random.nextInt(200 * 86_400));
      String channel = any(random, List.of("web-es", "web-es", "web-uk"));
      String sku = "SKU-" + random.nextInt(11);
      long units = 1 + random.nextInt(4);
      world.sold(at, channel, sku, units);
      var local = at.atZone(MADRID);
      sold.merge(
          "%04d-%02d %s %s".formatted(local.getYear(), local.getMonthValue(), channel, sku),
          units,
          Long::sum);
    }
    return sold;
  }

  private static String rate(long units, @Nullable Long sold) {
    return sold == null
        ? "-"
        : BigDecimal.valueOf(units)
            .divide(BigDecimal.valueOf(sold), 4, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
  }

  private static String plain(@Nullable BigDecimal number) {
    return number == null ? "-" : number.stripTrailingZeros().toPlainString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_report_is_what_an_independent_computation_over_a_random_world_gives(long seed) {
    Random random = new Random(seed);
    List<Fact> all = throwReturns(random, 400);
    Map<String, Long> sold = throwOrders(random, 900);
    List<Fact> facts = all.stream().filter(f -> f.month().compareTo("2026-10") >= 0).toList();

    Report report = world.report();

    // By month, store, channel, SKU, code and currency.
    Map<String, Long> units = new TreeMap<>();
    Map<String, BigDecimal> money = new TreeMap<>();
    for (Fact f : facts) {
      String key =
          String.join(
              " ",
              f.month(),
              f.store(),
              f.channel(),
              f.sku(),
              f.code() == null ? "?" + f.said() : f.code());
      units.merge(key, (long) f.grades().size(), Long::sum);
      if (f.amount() != null) {
        money.merge(key + " " + f.currency(), f.amount(), BigDecimal::add);
      }
    }
    Set<String> expected = new TreeSet<>();
    units.forEach(
        (key, n) -> {
          String[] k = key.split(" ", 5);
          String of = k[0] + " " + k[2] + " " + k[3];
          String currency = k[1].equals("es") ? "EUR" : "GBP";
          BigDecimal value = money.get(key + " " + currency);
          expected.add(
              key
                  + " | "
                  + n
                  + " | "
                  + (value == null ? "-" : value.setScale(2).toPlainString() + " " + currency)
                  + " | "
                  + sold.getOrDefault(of, 0L)
                  + " | "
                  + rate(n, sold.get(of)));
        });
    Set<String> reported = new TreeSet<>();
    Stream.concat(rows(report, Kind.REASON).stream(), rows(report, Kind.UNCLASSIFIED).stream())
        .forEach(
            r ->
                assertThat(
                        reported.add(
                            String.join(
                                    " ",
                                    r.month(),
                                    r.store(),
                                    r.channel(),
                                    r.sku(),
                                    r.code() == null
                                        ? "?" + (r.reveniReason() == null ? "" : r.reveniReason())
                                        : r.code())
                                + " | "
                                + r.units()
                                + " | "
                                + (r.value() == null ? "-" : r.value())
                                + " | "
                                + (r.sold() == null ? 0 : r.sold())
                                + " | "
                                + plain(r.returnRate())))
                    .isTrue());
    assertThat(reported).isEqualTo(expected);

    // Grades that do not fit, by the shipped tables: literally.
    Set<String> faults = Set.of("damaged", "defective", "missing-parts", "poor-quality");
    Map<String, Long> wrong = new TreeMap<>();
    for (Fact f : facts) {
      for (String grade : f.grades()) {
        if (f.code() != null
            && grade != null
            && (faults.contains(f.code())
                ? grade.equals("a")
                : grade.equals("c") || grade.equals("unusable"))) {
          wrong.merge(
              f.id() + " " + f.code() + " " + grade + " " + f.sku() + " " + f.month(),
              1L,
              Long::sum);
        }
      }
    }
    Map<String, Long> named = new TreeMap<>();
    rows(report, Kind.CONTRADICTION)
        .forEach(
            r ->
                named.merge(
                    r.returnId()
                        + " "
                        + r.code()
                        + " "
                        + r.grade()
                        + " "
                        + r.sku()
                        + " "
                        + r.month(),
                    r.units(),
                    Long::sum));
    assertThat(named).isEqualTo(wrong).isNotEmpty();

    // What Reveni says and nobody approves, classified or not.
    Map<String, Long> unapproved = new TreeMap<>();
    for (Fact f : facts) {
      if (f.said().equalsIgnoreCase("meh") || f.said().equals(EVIL)) {
        unapproved.merge(
            f.store() + " " + f.said().toLowerCase(java.util.Locale.ROOT),
            (long) f.grades().size(),
            Long::sum);
      }
    }
    Map<String, Long> saidSo = new TreeMap<>();
    rows(report, Kind.UNAPPROVED)
        .forEach(
            r ->
                saidSo.put(
                    r.store() + " " + r.reveniReason().toLowerCase(java.util.Locale.ROOT),
                    r.units()));
    assertThat(saidSo).isEqualTo(unapproved).isNotEmpty();

    totalsTie(report, facts, sold);
  }

  private static void totalsTie(Report report, List<Fact> facts, Map<String, Long> sold) {
    ReasonsTotals totals = totals(report);
    long units = facts.stream().mapToLong(f -> f.grades().size()).sum();
    assertThat(totals.returned()).isEqualTo(units);
    assertThat(totals.classified() + totals.unclassified()).isEqualTo(units);
    assertThat(totals.unclassified())
        .isEqualTo(
            facts.stream().filter(f -> f.code() == null).mapToLong(f -> f.grades().size()).sum());
    assertThat(totals.reasons().stream().mapToLong(ReasonsTotals.Reason::units).sum())
        .isEqualTo(totals.classified());
    assertThat(totals.contradictions())
        .isEqualTo(rows(report, Kind.CONTRADICTION).stream().mapToLong(ReasonsRow::units).sum());
    assertThat(totals.months())
        .extracting(ReasonsTotals.Month::month)
        .containsExactly("2026-10", "2026-11", "2026-12");
    assertThat(totals.months().stream().mapToLong(ReasonsTotals.Month::returned).sum())
        .isEqualTo(units);
    for (ReasonsTotals.Month month : totals.months()) {
      assertThat(month.sold())
          .isEqualTo(
              sold.entrySet().stream()
                  .filter(e -> e.getKey().startsWith(month.month()))
                  .mapToLong(Map.Entry::getValue)
                  .sum());
    }
    Map<String, BigDecimal> money = new TreeMap<>();
    facts.stream()
        .filter(f -> f.amount() != null)
        .forEach(f -> money.merge(f.currency(), f.amount(), BigDecimal::add));
    assertThat(totals.value())
        .containsExactlyElementsOf(
            money.entrySet().stream()
                .map(e -> Money.exact(e.getValue(), e.getKey()).orElseThrow())
                .toList());
    assertThat(
            totals.reasons().stream()
                .flatMap(r -> r.value().stream())
                .map(Money::centAmount)
                .reduce(0L, Long::sum))
        .as("by reason and without one")
        .isEqualTo(
            rows(report, Kind.REASON).stream()
                .map(ReasonsRow::value)
                .filter(v -> v != null)
                .mapToLong(Money::centAmount)
                .sum());
  }

  @Test
  void the_sentence_says_it_in_plain_words() {
    assertThat(world.report().sentence())
        .isEqualTo(
            "Nothing has come back since October 2026. Nothing comes back more often than in its last eight weeks.");

    world.sold(at("2026-12-02T10:00:00"), "web-es", "TEE", 40);
    world.opened("es", "a", at("2026-12-03T10:00:00"), "EUR", piece("TEE", "too_small"));
    world.opened("es", "b", at("2026-12-03T10:00:00"), "EUR", piece("TEE", "too_small"));
    world.opened("es", "c", at("2026-12-03T10:00:00"), "EUR", piece("TEE", "meh"));
    world.opened(
        "es",
        "d",
        at("2026-12-03T10:00:00"),
        "EUR",
        new Piece("TEE", "web-es", "defective", "defective", "10.00", List.of("a", "b")));
    world.now = world.now.plusSeconds(60);

    Report report = world.report();

    assertThat(report.sentence())
        .isEqualTo(
            "5 units have come back since October 2026, 1 of them without an approved reason."
                + " Of 40 units sold in December 2026 12.5 % came back. Most often: Does not work or has a fault (2)."
                + " 1 unit has a grade that does not fit the reason. 1 reason that Reveni sends is not approved."
                + " Nothing comes back more often than in its last eight weeks.");
    assertThat(rows(report, Kind.CONTRADICTION))
        .extracting(r -> r.rmaNumber() + " " + r.units() + " " + r.grade() + ": " + r.text())
        .containsExactly(
            "RMA-d 1 a: Does not work or has a fault, but the goods were graded a, which is sold again as new");
    assertThat(world.kind().subject(report))
        .isEqualTo(
            "return reasons of 2026-12-07: 5 units came back, 1 without an approved reason, 0 unusual");
  }

  @Test
  void a_month_begins_and_ends_where_the_zone_says() {
    // Winter time began on 25 October: October ends at 23:00 UTC; in summer time it were 22:00.
    world.opened(
        "es", "a", Instant.parse("2026-10-31T22:59:59Z"), "EUR", piece("TEE", "too_small"));
    world.opened(
        "es", "b", Instant.parse("2026-10-31T23:00:00Z"), "EUR", piece("TEE", "too_small"));
    world.opened(
        "es", "c", Instant.parse("2026-09-30T22:00:00Z"), "EUR", piece("TEE", "too_small"));
    world.opened(
        "es", "d", Instant.parse("2026-09-30T21:59:59Z"), "EUR", piece("TEE", "too_small"));
    world.sold(Instant.parse("2026-10-31T22:59:59Z"), "web-es", "TEE", 4);
    world.sold(Instant.parse("2026-10-31T23:00:00Z"), "web-es", "TEE", 5);

    assertThat(rows(world.report(), Kind.REASON))
        .extracting(r -> r.month() + " " + r.units() + " of " + r.sold())
        .containsExactly("2026-10 2 of 4", "2026-11 1 of 5");
  }

  @Test
  void of_a_past_day_the_part_of_a_month_has_no_rate_and_no_case_is_opened() {
    for (int i = 0; i < 30; i++) {
      world.opened("es", "r" + i, at("2026-11-05T10:00:00"), "EUR", piece("TEE", "too_small"));
    }
    for (int week = 1; week < 9; week++) {
      world.opened(
          "es",
          "w" + week,
          at("2026-11-05T10:00:00").minusSeconds(week * 7 * 86_400L),
          "EUR",
          piece("TEE", "too_small"));
    }
    world.opened("es", "later", at("2026-11-20T10:00:00"), "EUR", piece("TEE", "too_small"));
    world.sold(at("2026-11-20T10:00:00"), "web-es", "TEE", 100);
    world.sold(at("2026-10-20T10:00:00"), "web-es", "TEE", 100);

    Report report = world.report(LocalDate.of(2026, 11, 9));

    assertThat(totals(report).months())
        .extracting(m -> m.month() + " " + m.returned() + " " + plain(m.returnRate()))
        .containsExactly("2026-09 3 -", "2026-10 5 0.05", "2026-11 30 -");
    assertThat(rows(report, Kind.SPIKE))
        .extracting(ReasonsRow::week)
        .containsOnly("2026-W45")
        .hasSize(2);
    assertThat(cases()).isEmpty();
  }

  private List<String> cases() {
    return world.database.query(
        "select status, subject, cause from exception_case where code = 'REASON_SPIKE' order by opened_at, subject",
        r -> r.text(1) + " " + r.text(2));
  }

  private void usual(String sku, String from) {
    for (int week = 0; week < 8; week++) {
      world.opened(
          "es",
          sku + "-u" + week,
          at(from).plusSeconds(week * 7 * 86_400L),
          "EUR",
          piece(sku, "too_small"));
    }
  }

  private void burst(String sku, String said, String when, int many) {
    for (int i = 0; i < many; i++) {
      world.opened("es", sku + when.substring(5, 10) + said + i, at(when), "EUR", piece(sku, said));
    }
  }

  @Test
  void a_spike_is_one_case_a_week_that_stays_closed_and_closes_by_itself_when_it_is_calm() {
    usual("TEE", "2026-10-07T10:00:00");
    usual("CAP", "2026-10-07T10:00:00");
    burst("TEE", "defective", "2026-12-02T10:00:00", 12);
    burst("CAP", "too_small", "2026-12-02T10:00:00", 9);

    Report report = world.report();

    assertThat(rows(report, Kind.SPIKE)).extracting(ReasonsRow::sku).contains("TEE", "CAP");
    assertThat(report.sentence())
        .contains("TEE and ")
        .contains("more often than in the last eight weeks.");
    assertThat(cases())
        .contains("open 2026-W49/sku/TEE", "open 2026-W49/sku/CAP")
        .doesNotHaveDuplicates();
    assertThat(
            world.database.query(
                "select cause, owner from exception_case where subject = '2026-W49/sku/TEE'",
                r -> r.text(2) + ": " + r.text(1)))
        .singleElement()
        .asString()
        .startsWith(
            "cx: TEE: 12 units came back in the week from 2026-11-30, against 1.0 a week before. By chance alone one of the ");

    // Made again, it is the same case.
    List<String> before = cases();
    world.now = world.now.plusSeconds(3600);
    world.report();
    assertThat(cases()).isEqualTo(before);

    // A person closes it; on the next day another has come of that week.
    world.database.update(
        "update exception_case set status = 'resolved', resolved_at = now(), accepted = true where subject = '2026-W49/sku/TEE'");
    world.opened("es", "one-more", at("2026-12-06T10:00:00"), "EUR", piece("TEE", "too_small"));
    world.now = world.now.plusSeconds(3600);
    world.report();
    assertThat(cases())
        .contains("resolved 2026-W49/sku/TEE")
        .doesNotContain("open 2026-W49/sku/TEE");

    // In the middle of the next week nothing is closed; after it what is calm is, and what is not
    // has its own case.
    burst("CAP", "too_small", "2026-12-08T10:00:00", 20);
    world.now = at("2026-12-10T08:00:00");
    world.report();
    assertThat(cases()).contains("open 2026-W49/sku/CAP", "open 2026-W50/sku/CAP");
    world.now = at("2026-12-14T08:00:00");
    world.report();
    assertThat(cases()).contains("resolved 2026-W49/sku/CAP", "open 2026-W50/sku/CAP");
    world.now = at("2026-12-21T08:00:00");
    world.report();
    assertThat(cases()).allMatch(c -> c.startsWith("resolved ")).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void nothing_is_reported_before_all_orders_are_counted() {
    world.opened("es", "a", at("2026-12-03T10:00:00"), "EUR", piece("TEE", "too_small"));
    List<SoldOrders.SoldOrder> pages = new ArrayList<>();
    SoldOrders endless =
        new SoldOrders() {
          @Override
          public Page created(Place after) {
            Instant at = after.at().plusSeconds(1);
            SoldOrder next =
                new SoldOrder(
                    "o" + pages.size(),
                    at,
                    at,
                    at,
                    "O",
                    null,
                    null,
                    "EUR",
                    false,
                    List.of(
                        new io.returnbridge.model.OrderView.Line(
                            "l", "TEE", 1, false, null, "web-es")));
            pages.add(next);
            return new Page(List.of(next), pages.size() == 3);
          }

          @Override
          public Page cancelled(Place after, Instant createdSince) {
            return new Page(List.of(), true);
          }
        };
    ReturnReasons kind = world.kind(endless);
    LocalDate day = LocalDate.of(2026, 12, 7);
    for (int page = 1; page < 3; page++) {
      kind.run(Claim.none(new WakeUp(ReturnReasons.NAME, day.toString(), "api:ana")));
      assertThat(world.book.find(ReturnReasons.NAME, day, null)).isEmpty();
      assertThat(
              world.database.query(
                  "select subject from work where step = 'return-reasons' and due_at > now() - interval '1 hour'",
                  r -> r.text(1)))
          .containsExactly("2026-12-07");
      world.database.update("delete from work");
    }
    kind.run(Claim.none(new WakeUp(ReturnReasons.NAME, day.toString(), "api:ana")));

    assertThat(world.book.find(ReturnReasons.NAME, day, null)).isPresent();
    assertThat(world.database.query("select 1 from work", r -> 1)).isEmpty();
  }

  @Test
  void no_cell_of_a_table_is_run_as_a_formula_and_the_page_shows_texts_as_texts()
      throws IOException {
    for (String evil : List.of(EVIL, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1")) {
      world.opened(
          "es",
          "r" + evil.hashCode(),
          at("2026-12-03T10:00:00"),
          "EUR",
          new Piece(evil, evil, null, evil, null, Collections.singletonList(null)));
    }
    world.opened(
        "es", "mail", at("2026-12-03T10:00:00"), "EUR", piece("TEE", "ask ana@example.com"));
    Report report = world.report();
    assertThat(report.rows().all().toString()).contains("ask (e-mail)").doesNotContain("ana@");
    ReportForms forms = TestForms.of(world.kind());

    List<CSVRecord> lines =
        CSVFormat.RFC4180
            .parse(new StringReader(TestForms.text(out -> forms.csv(report, out)).substring(1)))
            .getRecords();
    assertThat(lines).hasSizeGreaterThan(12);
    lines.forEach(
        line ->
            line.forEach(
                cell ->
                    assertThat(cell.isEmpty() ? ' ' : cell.charAt(0))
                        .isNotIn('=', '+', '-', '@', '\t', '＝')));
    assertThat(forms.html(report, Locale.ENGLISH, text -> text))
        .doesNotContain("<script>")
        .contains("&lt;script&gt;");
    assertThat(sheet(TestForms.bytes(out -> forms.xlsx(report, out))))
        .doesNotContain("<f>")
        .contains("t=\"s\"");
  }

  private static String sheet(byte[] xlsx) throws IOException {
    Path file = Files.createTempFile("reasons", ".xlsx");
    Files.write(file, xlsx);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes(),
          StandardCharsets.UTF_8);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void the_page_has_charts_sections_and_links_to_returns() {
    usual("TEE", "2026-10-07T10:00:00");
    burst("TEE", "defective", "2026-12-02T10:00:00", 12);
    world.sold(at("2026-12-02T10:00:00"), "web-es", "TEE", 40);
    world.opened(
        "es",
        "x",
        at("2026-12-03T10:00:00"),
        "EUR",
        new Piece("TEE", "web-es", "changed-mind", "changed_mind", "10.00", List.of("c")));

    String page = TestForms.of(world.kind()).html(world.report(), Locale.ENGLISH, text -> text);

    assertThat(page)
        .contains("Why goods come back, 7 Dec 2026")
        .contains("Units by reason")
        .contains("Return rate by month")
        .contains("More often than before")
        .contains("32.5 %")
        .contains("<a href=\"/console/returns/x?store=es\">RMA-x</a>")
        .doesNotContain("null");
    assertThat(YearMonth.parse(totals(world.report()).months().get(0).month()))
        .isEqualTo(YearMonth.of(2026, 10));
  }
}
