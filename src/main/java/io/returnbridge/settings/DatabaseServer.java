package io.returnbridge.settings;

import java.util.Optional;

/** An external PostgreSQL. User and password may stand in the address instead. */
public record DatabaseServer(String jdbcUrl, Optional<String> username, Optional<String> password) {

  /** Without address and password: an address may carry one. */
  @Override
  public String toString() {
    return "DatabaseServer[]";
  }
}
