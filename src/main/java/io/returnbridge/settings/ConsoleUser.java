package io.returnbridge.settings;

import java.util.Set;

/**
 * Somebody who may log in.
 *
 * @param password its bcrypt hash
 * @param locale {@code en} or {@code es}
 */
public record ConsoleUser(String name, String password, Set<String> roles, String locale) {

  /** What there is to be allowed; {@code admin} may do everything. */
  public static final Set<String> ROLES =
      Set.of("cx", "finance", "warehouse", "integration", "admin");

  /** Without the hash. */
  @Override
  public String toString() {
    return "ConsoleUser[name=" + name + ", roles=" + roles + "]";
  }
}
