package io.returnbridge.outage;

import org.jspecify.annotations.Nullable;

/**
 * Says that the work of this thread goes on: a call to an API begins, the next part of many, or
 * somebody waits on purpose. Who watches the thread tells work that is long or slow from work that
 * stands still by it.
 */
public final class Progress {

  private static final ThreadLocal<@Nullable Runnable> WATCHER = new ThreadLocal<>();

  private Progress() {}

  /** From now on this is run whenever this thread makes progress; null for nobody. */
  public static void toldTo(@Nullable Runnable watcher) {
    if (watcher == null) {
      WATCHER.remove();
    } else {
      WATCHER.set(watcher);
    }
  }

  public static void made() {
    Runnable watcher = WATCHER.get();
    if (watcher != null) {
      watcher.run();
    }
  }
}
