package io.returnbridge.replay;

import io.returnbridge.credit.CreditLinker;
import io.returnbridge.exchange.ExchangeOrderCreator;
import io.returnbridge.returns.ReturnAcceptor;
import io.returnbridge.status.StatusMirror;
import io.returnbridge.stock.InspectedStockMover;
import io.returnbridge.stock.InspectionHold;
import io.returnbridge.stock.StockMovements;
import io.returnbridge.store.Outgoing;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The steps that something is done by, in the order of travel; each as its route calls it. */
@ApplicationScoped
class Steps {

  private final Map<String, Function<WakeUp, List<Outgoing>>> all;

  @Inject
  Steps(
      ReturnAcceptor acceptor,
      StatusMirror mirror,
      InspectionHold hold,
      CreditLinker credits,
      ExchangeOrderCreator exchanges,
      InspectedStockMover mover,
      StockMovements movements) {
    this(new LinkedHashMap<>());
    all.put(ReturnAcceptor.STEP, acceptor::accept);
    all.put(StatusMirror.STEP, mirror::mirror);
    all.put(InspectionHold.STEP, hold::hold);
    all.put(CreditLinker.STEP, credits::link);
    all.put(ExchangeOrderCreator.STEP, exchanges::create);
    all.put(InspectedStockMover.STEP, mover::move);
    all.put(StockMovements.STEP, movements::apply);
  }

  Steps(Map<String, Function<WakeUp, List<Outgoing>>> all) {
    this.all = all;
  }

  List<String> names() {
    return List.copyOf(all.keySet());
  }

  void run(WakeUp wakeUp) {
    var unpublished = Objects.requireNonNull(all.get(wakeUp.step())).apply(wakeUp);
    Objects.requireNonNull(unpublished);
  }
}
