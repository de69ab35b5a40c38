package io.returnbridge.steps.inspect;

import io.returnbridge.model.Scan;
import io.returnbridge.store.Scans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which scan counts, where scans of one source correct each other. Those that go back to the same
 * first one are about the same goods, whatever returns they name; only the latest of them counts.
 * The order in which they arrived does not matter: a correction is later than what it corrects, and
 * of two of the same scan that is later which was scanned later.
 */
final class Corrections {

  /**
   * @param time when the scan was made, or what it corrects if that was later; a clock that runs
   *     ahead counts as the time of arrival
   * @param arrival position in the order of arrival, likewise
   */
  private record Rank(Instant time, int arrival, int depth) {
    static final Comparator<Rank> ORDER =
        Comparator.comparing(Rank::time)
            .thenComparingInt(Rank::arrival)
            .thenComparingInt(Rank::depth);
  }

  private final Map<String, Scans.Stored> scans = new LinkedHashMap<>();
  private final Map<String, Integer> arrivals = new HashMap<>();
  private final Map<String, List<Scans.Stored>> lineages = new HashMap<>();

  /**
   * @param scans in the order of arrival; none is missing that goes back to one of them, but those
   *     that never arrived
   */
  Corrections(List<Scans.Stored> scans) {
    for (Scans.Stored stored : scans) {
      this.scans.put(stored.scan().ref(), stored);
      arrivals.put(stored.scan().ref(), arrivals.size());
    }
    for (Scans.Stored stored : this.scans.values()) {
      lineages.computeIfAbsent(root(stored.scan()), r -> new ArrayList<>()).add(stored);
    }
  }

  /** The scan and all others that are about the same goods, in the order of arrival. */
  List<Scans.Stored> lineage(Scan scan) {
    return lineages.getOrDefault(root(scan), List.of());
  }

  Set<String> refs(Scan scan) {
    return lineage(scan).stream().map(s -> s.scan().ref()).collect(Collectors.toSet());
  }

  /** The one that counts. */
  Scans.Stored latest(Scan scan) {
    return lineage(scan).stream()
        .max(Comparator.comparing(s -> rank(s.scan()), Rank.ORDER))
        .orElseThrow();
  }

  /** Whether the scan corrects one that has not arrived, or that in turn goes back to it. */
  boolean isEarly(Scan scan) {
    List<Scan> path = path(scan);
    return scan.corrects() != null
        && (path.size() == 1 || original(path.get(path.size() - 1)) != null);
  }

  private String root(Scan scan) {
    List<Scan> path = path(scan);
    Scan last = path.get(path.size() - 1);
    // Scans that correct each other in a circle go back to none.
    return original(last) == null ? last.ref() : scan.ref();
  }

  /** From the scan back to the first one that it goes back to. */
  private List<Scan> path(Scan scan) {
    List<Scan> path = new ArrayList<>();
    Set<String> met = new HashSet<>();
    for (Scan at = scan; at != null && met.add(at.ref()); at = original(at)) {
      path.add(at);
    }
    return path;
  }

  private @Nullable Scan original(Scan scan) {
    Scans.Stored stored =
        scan.corrects() == null ? null : scans.get(scan.source() + "/" + scan.corrects());
    return stored == null ? null : stored.scan();
  }

  private Rank rank(Scan scan) {
    Instant time = Instant.MIN;
    int arrival = 0;
    List<Scan> path = path(scan);
    for (Scan at : path) {
      Scans.Stored stored = scans.get(at.ref());
      Instant arrived = stored == null ? at.scannedAt() : stored.acceptedAt();
      Instant made = at.scannedAt().isAfter(arrived) ? arrived : at.scannedAt();
      time = made.isAfter(time) ? made : time;
      arrival = Math.max(arrival, arrivals.getOrDefault(at.ref(), 0));
    }
    return new Rank(time, arrival, path.size());
  }
}
