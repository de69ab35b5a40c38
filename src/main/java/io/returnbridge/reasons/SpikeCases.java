package io.returnbridge.reasons;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.model.Trouble;
import io.returnbridge.reasons.ReasonsRow.Kind;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeyText;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A case for each SKU and reason that comes back more often than before: one a week, which stays
 * closed when a person closes it, and closes by itself when a whole week after it is over.
 */
@ApplicationScoped
class SpikeCases {

  static final String CODE = "REASON_SPIKE";

  private final Cases cases;
  private final Database database;

  SpikeCases(Cases cases, Database database) {
    this.cases = cases;
    this.database = database;
  }

  /**
   * To be called in the transaction that keeps the report.
   *
   * @param monday of the week that the rows are of
   * @param over whether that week is over
   */
  void settle(LocalDate monday, boolean over, List<ReasonsRow> rows) {
    String week = Spikes.week(monday);
    Set<String> now = new HashSet<>();
    for (ReasonsRow row : rows) {
      if (row.is(Kind.SPIKE)) {
        String subject = subject(row, week);
        now.add(KeyText.of(subject));
        if (!isClosed(subject)) {
          cases.open(origin(), trouble(row, subject, monday));
        }
      }
    }
    for (String open : open()) {
      String of = open.substring(0, open.indexOf('/'));
      if (of.equals(week) && !now.contains(open)) {
        cases.resolve(CODE, null, open, "It is not unusual by what is known now");
      } else if (of.compareTo(week) < 0 && over) {
        String since = week + open.substring(of.length());
        cases.resolve(
            CODE,
            null,
            open,
            now.contains(since)
                ? "Week " + week + " has a case of its own"
                : "In week " + week + " it was calm again");
      }
    }
    cases.ended(new WakeUp(ReturnReasons.NAME, WakeUp.INSTALLATION, ""));
  }

  private static Origin origin() {
    return new Origin(ReturnReasons.NAME, WakeUp.INSTALLATION, null, null, null);
  }

  private static String subject(ReasonsRow row, String week) {
    return week + (row.sku() == null ? "/reason/" + row.code() : "/sku/" + row.sku());
  }

  private static Trouble trouble(ReasonsRow row, String subject, LocalDate monday) {
    String name = ReasonsSentence.name(row);
    Map<String, String> values = new HashMap<>();
    values.put("subject", name);
    values.put("rmaNumber", name);
    values.put("actual", Long.toString(row.units()));
    values.put("expected", String.valueOf(row.usual()));
    values.put(
        "detail",
        "in the week from %s, against %s a week before. %s"
            .formatted(monday, row.usual(), row.text()));
    return new Trouble(CODE, subject, null, values);
  }

  private boolean isClosed(String subject) {
    return database
        .find(
            "select 1 from exception_case where code = ? and subject = ? and status = 'resolved' limit 1",
            r -> true,
            CODE,
            KeyText.of(subject))
        .isPresent();
  }

  private List<String> open() {
    return database.query(
        "select subject from exception_case where code = ? and status <> 'resolved'",
        r -> r.text(1),
        CODE);
  }
}
