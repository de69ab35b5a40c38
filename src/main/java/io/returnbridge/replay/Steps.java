package io.returnbridge.replay;

import io.returnbridge.engine.StepRunner;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Topic;
import io.returnbridge.steps.stock.StockMovementWriter;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The steps on the way of an event, in the order of travel; each as its route calls it. */
@ApplicationScoped
class Steps {

  private final io.returnbridge.registry.Steps defined;
  private final Map<String, Function<WakeUp, List<OutboxRecord>>> ofTheirOwn;
  private final Function<WakeUp, List<OutboxRecord>> others;

  @Inject
  Steps(io.returnbridge.registry.Steps defined, StepRunner engine, StockMovementWriter movements) {
    this(defined, Map.of(StockMovementWriter.STEP, movements::apply), engine::run);
  }

  /**
   * @param ofTheirOwn those that the engine does not run yet
   */
  Steps(
      io.returnbridge.registry.Steps defined,
      Map<String, Function<WakeUp, List<OutboxRecord>>> ofTheirOwn,
      Function<WakeUp, List<OutboxRecord>> others) {
    this.defined = defined;
    this.ofTheirOwn = ofTheirOwn;
    this.others = others;
  }

  List<String> names() {
    return defined.ofTheWay();
  }

  List<String> wokenBy(Topic topic) {
    return defined.wokenBy(topic);
  }

  boolean isAboutEntries(String step) {
    return defined.isAbout(step, About.ENTRY);
  }

  void run(WakeUp wakeUp) {
    var unpublished = ofTheirOwn.getOrDefault(wakeUp.step(), others).apply(wakeUp);
  }
}
