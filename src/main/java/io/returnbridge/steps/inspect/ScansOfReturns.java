package io.returnbridge.steps.inspect;

import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which scans are about which return. */
@ApplicationScoped
public class ScansOfReturns {

  private final Scans scans;
  private final ScanReturns returns;

  public ScansOfReturns(Scans scans, ScanReturns returns) {
    this.scans = scans;
    this.returns = returns;
  }

  /** Known returns that the scan fits. */
  List<ReturnState> matching(Scan scan) {
    return returns.matching(scan);
  }

  /**
   * All of the return, in their turn. What a person decided about a scan that waits is meant for
   * that scan: it comes before older ones of the same SKU.
   *
   * @param again {@code source/scanId} of a scan that is looked at again
   */
  List<Scans.Stored> scansOf(ReturnState state, @Nullable String again) {
    return scans.of(state).stream()
        .filter(s -> isOnlyOf(state, s))
        .sorted(Comparator.comparing(s -> !isMeant(s, again)))
        .toList();
  }

  /** A scan that names no store may fit returns of several: then a person decides. */
  private boolean isOnlyOf(ReturnState state, Scans.Stored stored) {
    if (stored.known() != null) {
      return true;
    }
    List<ReturnState> matching = matching(stored.scan());
    return matching.size() == 1 && matching.get(0).id().equals(state.id());
  }

  private static boolean isMeant(Scans.Stored stored, @Nullable String again) {
    return stored.scan().ref().equals(again)
        && stored.status() == Scans.Status.WAITING
        && stored.scan().corrects() == null;
  }
}
