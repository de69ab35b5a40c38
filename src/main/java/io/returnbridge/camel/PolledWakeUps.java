package io.returnbridge.camel;

import io.returnbridge.engine.StepRunner;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;

/**
 * Wake-ups that consumers have read and that are no rows yet. A consumer's thread collects those of
 * one poll, and writes them in one transaction before it commits. What a crash loses of them was
 * not committed, and is read again.
 */
@Named("polledWakeUps")
@ApplicationScoped
public class PolledWakeUps {

  private final ThreadLocal<List<WakeUp>> polled = ThreadLocal.withInitial(ArrayList::new);
  private final StepRunner engine;
  private final Failures failures;
  private final Patience patience;
  private final DueWork dueWork;

  public PolledWakeUps(StepRunner engine, Failures failures, Patience patience, DueWork dueWork) {
    this.engine = engine;
    this.failures = failures;
    this.patience = patience;
    this.dueWork = dueWork;
  }

  public void add(@Body WakeUp wakeUp) {
    polled.get().add(wakeUp);
  }

  /** Waits while the database is away. What no row can hold is a case. */
  void write() {
    List<WakeUp> all = polled.get();
    if (all.isEmpty()) {
      return;
    }
    try {
      patience.untilDone(all.size() + " wake-ups", () -> written(all));
    } finally {
      all.clear();
    }
    dueWork.comes();
  }

  private void written(List<WakeUp> all) {
    try {
      engine.wake(all);
    } catch (Unavailable away) {
      throw away;
    } catch (RuntimeException oneOfThem) {
      all.forEach(this::writtenAlone);
    }
  }

  private void writtenAlone(WakeUp wakeUp) {
    try {
      engine.wake(List.of(wakeUp));
    } catch (Unavailable away) {
      throw away;
    } catch (RuntimeException refused) {
      failures.isNoRow(wakeUp, refused);
    }
  }
}
