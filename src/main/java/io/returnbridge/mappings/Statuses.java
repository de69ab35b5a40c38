package io.returnbridge.mappings;

import java.util.List;
import java.util.Optional;

/** {@code reveni-statuses.csv}, in order of attention, most urgent first. */
public record Statuses(List<StatusRow> all) {
  public Statuses {
    all = List.copyOf(all);
  }

  /** The attention of a return whose status the table does not know: the least urgent. */
  public int leastAttention() {
    return all.size();
  }

  /** Empty: {@code STATUS_UNKNOWN}, unless the return is a draft ({@link PayloadMap#isDraft}). */
  public Optional<StatusRow> find(String reveniStatus) {
    return all.stream().filter(row -> row.reveniStatus().equals(reveniStatus)).findFirst();
  }
}
