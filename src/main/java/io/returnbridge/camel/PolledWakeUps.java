package io.returnbridge.camel;

import io.returnbridge.engine.OwnRecord;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * Wake-ups that consumers have read and that are no rows yet. A consumer's thread collects those of
 * one poll, and writes them in one transaction before it commits. What a crash loses of them was
 * not committed, and is read again.
 */
@Named("polledWakeUps")
@ApplicationScoped
public class PolledWakeUps {

  private final ThreadLocal<List<WakeUp>> polled = ThreadLocal.withInitial(ArrayList::new);

  /** Of steps of one's own, which need them. */
  private final ThreadLocal<List<OwnRecord>> records = ThreadLocal.withInitial(ArrayList::new);

  private final OwnWork own;
  private final StepRunner engine;
  private final Failures failures;
  private final Patience patience;
  private final DueWork dueWork;

  public PolledWakeUps(
      StepRunner engine, OwnWork own, Failures failures, Patience patience, DueWork dueWork) {
    this.engine = engine;
    this.own = own;
    this.failures = failures;
    this.patience = patience;
    this.dueWork = dueWork;
  }

  public void add(@Body WakeUp wakeUp, @ExchangeProperty(OwnSteps.RECORD) @Nullable OwnRecord own) {
    if (own == null) {
      polled.get().add(wakeUp);
    } else {
      records.get().add(own);
    }
  }

  /** Waits while the database is away. What no row can hold is a case. */
  void write() {
    write(polled.get(), engine::wake, wakeUp -> wakeUp);
    write(records.get(), own::take, OwnRecord::wakeUp);
  }

  private <T> void write(List<T> all, Consumer<List<T>> writing, Function<T, WakeUp> wakeUp) {
    if (all.isEmpty()) {
      return;
    }
    try {
      patience.untilDone(all.size() + " wake-ups", () -> written(all, writing, wakeUp));
    } finally {
      all.clear();
    }
    dueWork.comes();
  }

  private <T> void written(List<T> all, Consumer<List<T>> writing, Function<T, WakeUp> wakeUp) {
    try {
      writing.accept(all);
    } catch (Unavailable away) {
      throw away;
    } catch (RuntimeException oneOfThem) {
      all.forEach(one -> writtenAlone(one, writing, wakeUp));
    }
  }

  private <T> void writtenAlone(T one, Consumer<List<T>> writing, Function<T, WakeUp> wakeUp) {
    try {
      writing.accept(List.of(one));
    } catch (Unavailable away) {
      throw away;
    } catch (RuntimeException refused) {
      failures.isNoRow(wakeUp.apply(one), refused);
    }
  }
}
