package io.returnbridge.replay;

import io.returnbridge.engine.StepRunner;
import io.returnbridge.steps.accept.ReturnAcceptor;
import io.returnbridge.steps.credit.LinkCredit;
import io.returnbridge.steps.exchange.ExchangeOrderCreator;
import io.returnbridge.steps.hold.HoldForInspection;
import io.returnbridge.steps.inspect.InspectedStockMover;
import io.returnbridge.steps.mirror.MirrorStatus;
import io.returnbridge.steps.stock.StockMovementWriter;
import io.returnbridge.store.OutboxRecord;
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

  private final Map<String, Function<WakeUp, List<OutboxRecord>>> all;

  @Inject
  Steps(
      ReturnAcceptor acceptor,
      StepRunner engine,
      ExchangeOrderCreator exchanges,
      InspectedStockMover mover,
      StockMovementWriter movements) {
    this(new LinkedHashMap<>());
    all.put(ReturnAcceptor.STEP, acceptor::accept);
    all.put(MirrorStatus.NAME, engine::run);
    all.put(HoldForInspection.NAME, engine::run);
    all.put(LinkCredit.NAME, engine::run);
    all.put(ExchangeOrderCreator.STEP, exchanges::create);
    all.put(InspectedStockMover.STEP, mover::move);
    all.put(StockMovementWriter.STEP, movements::apply);
  }

  Steps(Map<String, Function<WakeUp, List<OutboxRecord>>> all) {
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
