package io.returnbridge.api;

import java.util.Set;

/** Who may do what: the owners of cases, and the administrator. */
public final class Roles {

  static final String CX = "cx";
  static final String FINANCE = "finance";
  static final String WAREHOUSE = "warehouse";
  public static final String INTEGRATION = "integration";
  public static final String ADMIN = "admin";
  static final Set<String> ALL = Set.of(CX, FINANCE, WAREHOUSE, INTEGRATION, ADMIN);

  private Roles() {}
}
