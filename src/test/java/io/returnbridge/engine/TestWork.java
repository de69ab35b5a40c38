package io.returnbridge.engine;

import io.returnbridge.settings.FineSettings;
import io.returnbridge.store.Database;
import java.util.function.DoubleSupplier;

/** The work list of a replica of its own, whose pauses are not left to chance. */
public final class TestWork {

  private TestWork() {}

  public static WorkList list(Database database, FineSettings settings, DoubleSupplier chance) {
    return new WorkList(database, settings, new WorkComes(), chance);
  }
}
