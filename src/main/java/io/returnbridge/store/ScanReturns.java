package io.returnbridge.store;

import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Which known returns a scan can mean. */
@ApplicationScoped
public class ScanReturns {

  private final ReturnStates states;

  public ScanReturns(ReturnStates states) {
    this.states = states;
  }

  /** By return id, else by RMA number, in the scan's store or in all. */
  public List<ReturnState> matching(Scan scan) {
    String returnId = scan.returnId();
    String rmaNumber = scan.rmaNumber();
    List<ReturnState> named =
        returnId != null
            ? states.ofId(returnId)
            : rmaNumber != null ? states.ofRma(rmaNumber) : List.of();
    return named.stream()
        .filter(s -> scan.store() == null || scan.store().equals(s.id().store()))
        .toList();
  }
}
