package io.returnbridge.mappings;

import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code reason-codes.csv} and {@code dispositions.csv}. */
final class ReasonTables {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{2,64}");
  private static final Pattern GRADE = Pattern.compile("\\*|[A-Za-z0-9_-]{1,64}");
  private static final Map<String, ShipmentState> STATES = new LinkedHashMap<>();
  private static final Map<String, Verdict> VERDICTS = new LinkedHashMap<>();

  static {
    STATES.put("BackInStock", ShipmentState.BACK_IN_STOCK);
    STATES.put("Unusable", ShipmentState.UNUSABLE);
    VERDICTS.put("accepted", Verdict.ACCEPTED);
    VERDICTS.put("rejected", Verdict.REJECTED);
    VERDICTS.put("none", Verdict.NONE);
  }

  private ReasonTables() {}

  static ReasonCodes reasonCodes(MappingFiles files, List<MappingError> errors) {
    TableFile table =
        new TableFile(
            files,
            "reason-codes.csv",
            List.of("reveni_reason", "code"),
            List.of("category", "label_en", "label_es"),
            errors);
    List<ReasonRow> rows = new ArrayList<>();
    Map<TableLine, String> keys = new LinkedHashMap<>();
    Map<String, ReasonRow> ofCode = new HashMap<>();
    Map<String, Integer> lineOfCode = new HashMap<>();
    for (TableLine line : table.lines()) {
      String reason = line.required("reveni_reason");
      String code =
          line.required("code", CODE, "is not a code: use 2 to 64 letters, digits, _ and -");
      String category = line.requiredUnlessLeftOut("category", "other");
      String labelEn = line.requiredUnlessLeftOut("label_en", code);
      String labelEs = line.requiredUnlessLeftOut("label_es", labelEn);
      ReasonRow row = new ReasonRow(reason, code, category, labelEn, labelEs);
      keys.put(line, ReasonCodes.normal(reason));
      ReasonRow first = ofCode.putIfAbsent(code, row);
      Integer firstLine = lineOfCode.putIfAbsent(code, line.number());
      if (first != null && firstLine != null && !code.isEmpty()) {
        agree(line, "category", category, first.category(), firstLine);
        agree(line, "label_en", labelEn, first.labelEn(), firstLine);
        agree(line, "label_es", labelEs, first.labelEs(), firstLine);
      }
      rows.add(row);
    }
    table.noDuplicates("reveni_reason", keys);
    return new ReasonCodes(rows);
  }

  static Dispositions dispositions(
      MappingFiles files, ReasonCodes reasons, Channels channels, List<MappingError> errors) {
    TableFile table =
        new TableFile(
            files,
            "dispositions.csv",
            List.of("reason", "grade", "location"),
            List.of("shipment_state", "verdict", "reject_reason"),
            errors);
    List<DispositionRow> rows = new ArrayList<>();
    Map<DispositionRow, Integer> numbers = new LinkedHashMap<>();
    Set<String> sentTo = new HashSet<>();
    for (TableLine line : table.lines()) {
      DispositionRow row =
          new DispositionRow(
              line.required("reason"),
              line.required("grade", GRADE, "is not a grade: use letters, digits, _ and -, or *"),
              line.required("location"),
              line.oneOf("shipment_state", STATES, ShipmentState.UNCHANGED),
              line.oneOf("verdict", VERDICTS, Verdict.NONE),
              line.optional("reject_reason"));
      refersToWhatExists(line, row, reasons, channels);
      fitsTogether(line, row);
      if (line.sound() && !row.putsNowhere() && sentTo.add(row.location())) {
        everyChannelHas(line, row.location(), channels);
      }
      numbers.entrySet().stream()
          .filter(earlier -> line.sound() && earlier.getKey().covers(row))
          .findFirst()
          .ifPresent(
              earlier ->
                  line.error(
                      "reason",
                      "\"%s\" with grade \"%s\" is never reached, because line %d matches first: move the line above it, or remove it"
                          .formatted(row.reason(), row.grade(), earlier.getValue())));
      if (line.sound()) {
        numbers.putIfAbsent(row, line.number());
      }
      rows.add(row);
    }
    return new Dispositions(rows);
  }

  /** Tables that could not be read have nothing to refer to; their own errors say enough. */
  private static void refersToWhatExists(
      TableLine line, DispositionRow row, ReasonCodes reasons, Channels channels) {
    List<String> codes = reasons.codes();
    if (!row.reason().isEmpty()
        && !row.reason().equals(DispositionRow.ANY)
        && !codes.isEmpty()
        && !codes.contains(row.reason())) {
      line.error(
          "reason",
          "\"%s\" is not a code of reason-codes.csv%s"
              .formatted(row.reason(), Suggestion.orAnother(row.reason(), codes)));
    }
    if (!row.location().isEmpty()
        && !row.putsNowhere()
        && !channels.all().isEmpty()
        && !channels.locations().contains(row.location())) {
      List<String> known = new ArrayList<>(channels.locations());
      known.add(DispositionRow.NOWHERE);
      line.error(
          "location",
          "\"%s\" is not a location of channels.csv%s"
              .formatted(row.location(), Suggestion.orAnother(row.location(), known)));
    }
  }

  /**
   * Goods of whichever channel come back for whichever reason. What every channel needs anyway is
   * said of {@code channels.csv}.
   */
  private static void everyChannelHas(TableLine line, String location, Channels channels) {
    for (String channel : channels.channels()) {
      if (!location.equals(Channels.SALEABLE) && channels.find(channel, location).isEmpty()) {
        String mistyped =
            channels.all().stream()
                .filter(row -> row.channel().equals(channel))
                .map(ChannelRow::location)
                .filter(other -> Suggestion.isSlip(other, location))
                .findFirst()
                .orElse("");
        line.error(
            "location",
            mistyped.isEmpty()
                ? "channel \"%s\" has no \"%s\" in channels.csv: add a line \"%s,%s,<stock channel>\" there"
                    .formatted(channel, location, channel, location)
                : "channel \"%s\" has no \"%s\" in channels.csv, but \"%s\": correct one of the two"
                    .formatted(channel, location, mistyped));
      }
    }
  }

  private static void fitsTogether(TableLine line, DispositionRow row) {
    if (row.location().equals(Channels.AWAITING_INSPECTION)) {
      line.error(
          "location",
          "\"awaiting-inspection\" is where the goods come from: name where they go, or none");
    }
    if (row.grade().equals(Unit.NEVER_CAME) && !row.putsNowhere()) {
      line.error("location", "goods that never came are put nowhere: use none");
    }
    if (row.putsNowhere() && row.shipmentState() == ShipmentState.BACK_IN_STOCK) {
      line.error(
          "shipment_state",
          "goods that are put nowhere are not \"BackInStock\": use Unusable, or leave it empty");
    }
    if (row.verdict() == Verdict.REJECTED && row.rejectReason() == null) {
      line.error("reject_reason", "is empty: say why, because Reveni tells the shopper");
    }
    if (row.verdict() != Verdict.REJECTED && row.rejectReason() != null) {
      line.error(
          "reject_reason",
          "\"%s\" goes only with the verdict \"rejected\": empty it, or reject"
              .formatted(row.rejectReason()));
    }
  }

  private static void agree(TableLine line, String column, String here, String first, int number) {
    if (!here.equals(first)) {
      line.error(
          column,
          "\"%s\" differs from \"%s\" in line %d, which has the same code: make them equal"
              .formatted(here, first, number));
    }
  }
}
