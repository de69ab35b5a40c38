package io.returnbridge.intake;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether what is taken in finds room on the disk.
 *
 * @param low true while it does not
 * @param megabytes what is left
 * @param directory DATA_DIR, for the operator; empty where nothing is embedded
 */
public record StorageRoom(BooleanSupplier low, LongSupplier megabytes, String directory) {

  public boolean isLow() {
    return low.getAsBoolean();
  }
}
