package io.returnbridge.intake;

import io.returnbridge.failure.Unavailable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Bounds how long an answer waits for the database, also when the database takes a connection and
 * then hangs. What hangs occupies a few threads of its own, and never those that answer.
 */
@ApplicationScoped
public class InTime {
  private static final int THREADS = 12;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          runnable -> {
            Thread thread = new Thread(runnable, "intake-database");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * The result of {@code work}, or {@link Unavailable} when there is none in time. The work may
   * still be done afterwards: repeating it must be harmless.
   */
  public <T> T call(Duration most, Supplier<T> work) {
    long until = System.nanoTime() + most.toNanos();
    try {
      Future<T> future = submit(work, until);
      return future.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late(e);
    }
  }

  private <T> Future<T> submit(Supplier<T> work, long until) throws InterruptedException {
    while (true) {
      try {
        return threads.submit(work::get);
      } catch (RejectedExecutionException e) {
        if (threads.isShutdown() || System.nanoTime() > until) {
          throw late(e);
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  private static Unavailable late(Exception e) {
    return new Unavailable("database", "The database did not answer in time", null, e);
  }

  @PreDestroy
  void close() {
    threads.shutdown();
  }
}
