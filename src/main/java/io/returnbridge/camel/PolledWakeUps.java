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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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

  /** Polls that are not written yet. */
  private final Queue<Poll> waiting = new ConcurrentLinkedQueue<>();

  private final Lock writing = new ReentrantLock();

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
    List<WakeUp> wakeUps = polled.get();
    List<OwnRecord> own = records.get();
    if (wakeUps.isEmpty() && own.isEmpty()) {
      return;
    }
    Poll poll = new Poll(List.copyOf(wakeUps), List.copyOf(own), new CompletableFuture<>());
    wakeUps.clear();
    own.clear();
    patience.untilDone(poll + " wake-ups", () -> written(poll.anew()));
  }

  /** What a consumer has read and waits for. */
  private record Poll(
      List<WakeUp> wakeUps, List<OwnRecord> own, CompletableFuture<Boolean> isWritten) {

    Poll anew() {
      return new Poll(wakeUps, own, new CompletableFuture<>());
    }

    @Override
    public String toString() {
      return String.valueOf(wakeUps.size() + own.size());
    }
  }

  private void written(Poll poll) {
    try {
      together(poll);
    } catch (Unavailable away) {
      throw away;
    } catch (RuntimeException oneOfThem) {
      poll.wakeUps().forEach(one -> writtenAlone(one, engine::wake, wakeUp -> wakeUp));
      poll.own().forEach(one -> writtenAlone(one, own::take, OwnRecord::wakeUp));
      dueWork.comes();
    }
  }

  /** What several consumers have read at the same time is one transaction, of one of them. */
  private void together(Poll poll) {
    waiting.add(poll);
    writing.lock();
    try {
      if (!poll.isWritten().isDone()) {
        writeThoseThatWait();
      }
    } finally {
      writing.unlock();
    }
    try {
      poll.isWritten().join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException why ? why : failed;
    }
  }

  private void writeThoseThatWait() {
    List<Poll> all = new ArrayList<>();
    for (Poll next = waiting.poll(); next != null; next = waiting.poll()) {
      all.add(next);
    }
    RuntimeException why = new IllegalStateException("Wake-ups could not be written");
    try {
      dueWork.comes(() -> record(all));
      all.forEach(poll -> poll.isWritten().complete(true));
    } catch (RuntimeException failure) {
      why = failure;
    } finally {
      RuntimeException failure = why;
      all.forEach(poll -> poll.isWritten().completeExceptionally(failure));
    }
  }

  private void record(List<Poll> all) {
    List<WakeUp> wakeUps = all.stream().flatMap(poll -> poll.wakeUps().stream()).toList();
    List<OwnRecord> records = all.stream().flatMap(poll -> poll.own().stream()).toList();
    if (!wakeUps.isEmpty()) {
      engine.wake(wakeUps);
    }
    if (!records.isEmpty()) {
      own.take(records);
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
