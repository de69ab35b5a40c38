package io.returnbridge.intake;

import java.util.function.BooleanSupplier;

/**
 * Whether what is taken in finds room on the disk.
 *
 * @param low true while it does not
 * @param directory DATA_DIR, for the operator; empty where nothing is embedded
 */
public record StorageRoom(BooleanSupplier low, String directory) {

  public boolean isLow() {
    return low.getAsBoolean();
  }
}
