package io.returnbridge.decisions;

import java.util.Set;

/**
 * Who decides.
 *
 * @param name login name, for the audit
 * @param roles of the login
 */
public record Person(String name, Set<String> roles) {

  private static final Set<String> OF_ALL_CASES = Set.of("integration", "admin");

  public Person {
    roles = Set.copyOf(roles);
  }

  /** Cases are decided by their owner; integration and the administrator decide all. */
  public boolean mayDecide(String owner) {
    return roles.contains(owner) || roles.stream().anyMatch(OF_ALL_CASES::contains);
  }
}
