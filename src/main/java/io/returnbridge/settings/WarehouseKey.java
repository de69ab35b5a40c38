package io.returnbridge.settings;

import java.util.Optional;

/**
 * A key with which a source sends scans.
 *
 * @param previous still accepted while the source changes keys
 */
public record WarehouseKey(String current, Optional<String> previous) {

  /** Without the keys. */
  @Override
  public String toString() {
    return "WarehouseKey[]";
  }
}
