package io.returnbridge.commercetools;

import java.util.List;

/**
 * What commercetools lacks.
 *
 * @param changes that {@code setup --apply} makes, in order
 * @param conflicts that it cannot solve: a person has to
 * @param warnings what may be meant so
 * @param lacks what of the changes and conflicts stops serving, by the row that asks for it
 */
public record SetupPlan(
    List<Change> changes, List<String> conflicts, List<String> warnings, List<Lack> lacks) {

  public SetupPlan {
    changes = List.copyOf(changes);
    conflicts = List.copyOf(conflicts);
    warnings = List.copyOf(warnings);
    lacks = List.copyOf(lacks);
  }

  /**
   * @param what for people: what is created or extended, and with what
   * @param needed whether serving depends on it; a merchant's own Type without our fields stops
   *     only the status on its orders
   * @param scopes of which the API client needs one; the first is the one to ask for
   */
  public record Change(String what, boolean needed, List<String> scopes, Runnable apply) {

    public Change {
      scopes = List.copyOf(scopes);
    }

    /** The scope to ask for. */
    public String scope() {
      return scopes.get(0);
    }
  }
}
