package io.returnbridge.api;

import java.util.Set;

/** Who may do what: the owners of cases, and the administrator. */
public final class Roles {

  public static final String CX = "cx";
  public static final String FINANCE = "finance";
  public static final String WAREHOUSE = "warehouse";
  public static final String INTEGRATION = "integration";
  public static final String ADMIN = "admin";
  public static final Set<String> ALL = Set.of(CX, FINANCE, WAREHOUSE, INTEGRATION, ADMIN);

  private Roles() {}
}
