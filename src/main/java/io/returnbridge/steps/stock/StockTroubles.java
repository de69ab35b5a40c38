package io.returnbridge.steps.stock;

import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person has to clear up in the stock itself. */
@ApplicationScoped
class StockTroubles {

  private final ReturnStates states;

  StockTroubles(ReturnStates states) {
    this.states = states;
  }

  /**
   * @param quantity that commercetools shows
   */
  Trouble notInInspection(EntryKnown known, long quantity) {
    StockEntry stock = known.stock();
    List<StockMovement> out = known.due().legs().stream().filter(l -> l.delta() < 0).toList();
    String rmaNumbers =
        states
            .names(out.stream().map(StockMovement::returnId).distinct().toList())
            .values()
            .stream()
            .map(ReturnStates.Names::rmaNumber)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return new Trouble(
        "NOT_IN_INSPECTION",
        stock.subject(),
        null,
        Map.of(
            "sku", stock.sku(),
            "channel", stock.channel(),
            "rmaNumber", rmaNumbers,
            "detail",
                "commercetools shows %d there, %d are to leave".formatted(quantity, out.size())));
  }
}
