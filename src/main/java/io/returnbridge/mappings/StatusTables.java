package io.returnbridge.mappings;

import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** Reads {@code reveni-statuses.csv} and {@code timing.csv}. */
final class StatusTables {
  private static final Pattern STATUS = Pattern.compile(".{1,64}");
  private static final Map<String, Boolean> TERMINAL = new LinkedHashMap<>();
  private static final Map<String, Mode> MODES = new LinkedHashMap<>();

  static {
    TERMINAL.put("true", true);
    TERMINAL.put("false", false);
    MODES.put("realtime", Mode.REALTIME);
    MODES.put("batch", Mode.BATCH);
  }

  private StatusTables() {}

  static Statuses statuses(MappingFiles files, List<MappingError> errors) {
    TableFile table =
        new TableFile(
            files,
            "reveni-statuses.csv",
            List.of("reveni_status", "status"),
            List.of("terminal", "order_state"),
            errors);
    List<StatusRow> rows = new ArrayList<>();
    Map<TableLine, String> keys = new LinkedHashMap<>();
    for (TableLine line : table.lines()) {
      StatusRow row =
          new StatusRow(
              line.required("reveni_status"),
              line.required("status", STATUS, "is too long: use 64 characters at most"),
              line.oneOf("terminal", TERMINAL, false),
              line.optional("order_state", StoreTables.KEY, StoreTables.KEY_REMEDY),
              rows.size());
      keys.put(line, row.reveniStatus());
      rows.add(row);
    }
    table.noDuplicates("reveni_status", keys);
    return new Statuses(rows);
  }

  static Timing timing(MappingFiles files, List<MappingError> errors) {
    TableFile table =
        new TableFile(files, "timing.csv", List.of("event", "mode"), List.of("schedule"), errors);
    List<String> names = new ArrayList<>(Timing.EVENTS);
    names.add(Timing.ANY);
    List<TimingRow> rows = new ArrayList<>();
    Map<TableLine, String> keys = new LinkedHashMap<>();
    int any = 0;
    for (TableLine line : table.lines()) {
      TimingRow row =
          new TimingRow(
              line.oneOf("event", names),
              line.oneOf("mode", MODES, null),
              line.optional("schedule"));
      if (MODES.containsKey(line.text("mode"))) {
        scheduleFits(line, row);
      }
      if (any > 0 && !row.event().equals(Timing.ANY)) {
        line.error(
            "event",
            "\"%s\" is never reached, because line %d (\"*\") matches first: move the line above it"
                .formatted(row.event(), any));
      } else if (row.event().equals(Timing.ANY)) {
        any = line.number();
      }
      keys.put(line, row.event());
      rows.add(row);
    }
    table.noDuplicates("event", keys);
    return new Timing(rows);
  }

  /** Reports each name that no line has, and the line that may have meant it. */
  static void everyOneHasARow(
      TableFile table, String column, List<String> names, Map<TableLine, String> keys) {
    List<String> others = keys.values().stream().filter(key -> !names.contains(key)).toList();
    for (String name : names) {
      if (!keys.containsValue(name)) {
        table.missingRow(
            column, "no row for \"%s\"%s: add one".formatted(name, Suggestion.of(name, others)));
      }
    }
  }

  private static void scheduleFits(TableLine line, TimingRow row) {
    String schedule = row.schedule();
    if (row.mode() == Mode.REALTIME && schedule != null) {
      line.error(
          "schedule",
          "\"%s\" goes only with the mode \"batch\": empty it, or use batch".formatted(schedule));
    } else if (row.mode() == Mode.BATCH && schedule == null) {
      line.error(
          "schedule",
          "is empty: a batch needs a Quartz cron expression, such as \"0 0/15 * * * ?\"");
    } else if (schedule != null) {
      String wrong = wrongWith(schedule);
      if (wrong != null) {
        line.error(
            "schedule",
            "\"%s\" is not a Quartz cron expression (%s): use one such as \"0 0/15 * * * ?\" (every 15 minutes)"
                .formatted(schedule, wrong));
      }
    }
  }

  private static @Nullable String wrongWith(String schedule) {
    try {
      Date next = new CronExpression(schedule).getNextValidTimeAfter(Date.from(Instant.now()));
      return next == null ? "it never fires again" : null;
    } catch (ParseException | RuntimeException wrong) {
      String message = wrong.getMessage();
      return message == null ? "it cannot be read" : message.strip().replaceAll("\\.$", "");
    }
  }
}
