package io.returnbridge.store;

import io.returnbridge.commerce.Inventory.EntryView;
import java.util.Optional;

/**
 * The state of an inventory entry that a request was made for: it succeeds in no other.
 *
 * @param id of the entry; empty while there is none, and the request creates it
 * @param version 0 while there is none
 */
public record EntryState(String id, long version) {

  public static EntryState of(Optional<EntryView> entry) {
    return entry.map(e -> new EntryState(e.id(), e.version())).orElse(new EntryState("", 0));
  }

  /**
   * Whether the other state is one that the entry has left for good. An entry that was read too old
   * is not after the one that a request was made for.
   */
  public boolean isAfter(EntryState other) {
    return !id.equals(other.id) || version > other.version;
  }
}
