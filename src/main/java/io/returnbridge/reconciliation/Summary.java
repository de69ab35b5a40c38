package io.returnbridge.reconciliation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run in one sentence of counts. */
final class Summary {

  private Summary() {}

  static String of(List<Runs.Count> counts, Runs.Totals totals) {
    int healed = sum(counts.stream().filter(Runs.Count::healed).toList());
    int known = sum(counts.stream().filter(c -> !c.healed() && c.known()).toList());
    int left = sum(counts.stream().filter(c -> !c.healed() && !c.known()).toList());
    List<String> parts = new ArrayList<>();
    parts.add(were(totals.returns(), "return") + " compared");
    parts.add(
        counts.isEmpty()
            ? "nothing differs"
            : "%s found, %d healed, %d new, %d known before (%s)"
                .formatted(
                    were(healed + known + left, "difference"),
                    healed,
                    left,
                    known,
                    byCode(counts)));
    if (totals.unclear() > 0) {
      parts.add(totals.unclear() + " could not be read, or were worked on all the time");
    }
    if (totals.unlisted() > 0) {
      parts.add(
          totals.unlisted() == 1
              ? "1 store could not be listed"
              : totals.unlisted() + " stores could not be listed");
    }
    return String.join("; ", parts) + ".";
  }

  private static String were(long many, String what) {
    return many == 1 ? "1 " + what + " was" : many + " " + what + "s were";
  }

  private static String byCode(List<Runs.Count> counts) {
    Map<String, Integer> codes = new TreeMap<>();
    counts.forEach(c -> codes.merge(c.code(), c.many(), Integer::sum));
    List<String> texts = new ArrayList<>();
    codes.forEach((code, many) -> texts.add(many + " " + code));
    return String.join(", ", texts);
  }

  private static int sum(List<Runs.Count> counts) {
    return counts.stream().mapToInt(Runs.Count::many).sum();
  }
}
