package io.returnbridge.main;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when it has run out of memory, so that whoever watches over it starts it anew:
 * what an {@link OutOfMemoryError} has interrupted is in no known state. The flag {@code
 * -XX:+ExitOnOutOfMemoryError} does this at once and should be set; a program that is started by
 * {@code java -jar} cannot set it for itself, so it looks for the error where it ends up, and for a
 * heap that stays full whatever is collected.
 */
final class OutOfMemory {
  /** As the flag has it. */
  static final int EXIT_CODE = 3;

  private static final long LOOK_MILLIS = 500;
  private static final double FULL = 0.95;
  private static final double BUSY_COLLECTING = 0.8;
  private static final int LOOKS = 20;

  private static final Runtime RUNTIME = Runtime.getRuntime();
  private static final FileOutputStream ERROR = new FileOutputStream(FileDescriptor.err);
  private static final byte[] LAST_WORDS =
      "Out of memory: the process ends. Start it again, with more memory (-Xmx) if it recurs.\n"
          .getBytes(StandardCharsets.UTF_8);

  /**
   * Given up at the end. A halt waits for its turn among all threads that ask for memory, and while
   * there is none each of them first has the whole heap collected, which can take minutes together;
   * with this there is some for all of them.
   */
  private static volatile byte @Nullable [] reserve =
      new byte[(int) Math.min(4 << 20, RUNTIME.maxMemory() / 16)];

  private static boolean ending;

  private OutOfMemory() {}

  /** From now on. */
  static void endsTheProcess() {
    try {
      // What it takes to halt is there before it is needed.
      Class.forName("java.lang.Shutdown");
    } catch (ClassNotFoundException e) {
      // Another Java runtime loads something else then.
    }
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          endIfCauseOf(failure);
          System.err.println("Thread " + thread.getName() + " has ended");
          failure.printStackTrace();
        });
    Logger.getLogger("").addHandler(new Listener());
    Thread watcher = new Thread(OutOfMemory::watch, "out-of-memory");
    watcher.setDaemon(true);
    watcher.setPriority(Thread.MAX_PRIORITY);
    watcher.start();
  }

  static void endIfCauseOf(@Nullable Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 50; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        end();
      }
      depth++;
    }
  }

  /** Several threads may be without memory at once; one says so. */
  private static synchronized boolean isFirst() {
    boolean first = !ending;
    ending = true;
    return first;
  }

  /** Nothing here may need memory, or it fails as what it is about did. */
  private static void end() {
    boolean first = isFirst();
    reserve = null;
    while (true) {
      try {
        if (first) {
          ERROR.write(LAST_WORDS);
        }
      } catch (Throwable whatElse) {
        // Ends without a word.
      }
      try {
        RUNTIME.halt(EXIT_CODE);
      } catch (Throwable again) {
        // Until it succeeds.
      }
    }
  }

  /** Full after each collection, and hardly anything but collecting, for ten seconds. */
  private static void watch() {
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == MemoryType.HEAP && p.isCollectionUsageThresholdSupported())
            .toList();
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    long[] spent = new long[LOOKS];
    long[] at = new long[LOOKS];
    int look = 0;
    int full = 0;
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        long now = System.nanoTime();
        long collecting = 0;
        for (GarbageCollectorMXBean collector : collectors) {
          collecting += Math.max(0, collector.getCollectionTime());
        }
        int slot = look % LOOKS;
        double part =
            (collecting - spent[slot])
                / (double) Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - at[slot]));
        spent[slot] = collecting;
        at[slot] = now;
        look++;
        full = isFull(pools) ? full + 1 : 0;
        if (look > LOOKS && full > LOOKS && part > BUSY_COLLECTING) {
          end();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError e) {
      end();
    }
  }

  private static boolean isFull(List<MemoryPoolMXBean> pools) {
    long most = Runtime.getRuntime().maxMemory();
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage after = pool.getCollectionUsage();
      used += after == null ? 0 : after.getUsed();
    }
    return used > FULL * most;
  }

  /** Whoever catches everything at least logs it. */
  private static final class Listener extends Handler {

    @Override
    public void publish(LogRecord record) {
      endIfCauseOf(record.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
