package io.returnbridge.store;

import io.returnbridge.settings.DatabaseServer;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * What came of one login.
 *
 * @param what the server's product and version, or what cannot be done
 * @param remedy the variables to correct; empty when it is open
 * @param passing it may be over by itself: the server starts, or the network is down
 */
public record DatabaseLogin(String what, String remedy, boolean passing) {

  public boolean isOpen() {
    return remedy.isEmpty();
  }

  public static DatabaseLogin tryOnce(DatabaseServer server) {
    Properties login = new Properties();
    server.username().ifPresent(user -> login.setProperty("user", user));
    server.password().ifPresent(password -> login.setProperty("password", password));
    login.setProperty("connectTimeout", "5");
    login.setProperty("loginTimeout", "5");
    login.setProperty("socketTimeout", "10");
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), login)) {
      DatabaseMetaData about = connection.getMetaData();
      String product = about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
      return new DatabaseLogin(product, "", false);
    } catch (SQLException e) {
      return closed(String.valueOf(e.getSQLState()));
    }
  }

  /** By SQL state; the driver's own words may hold the address, and with it a password. */
  private static DatabaseLogin closed(String state) {
    String suffix = " (SQL state " + state + ")";
    if (state.startsWith("28")) {
      return new DatabaseLogin(
          "database refuses the login" + suffix,
          "check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD",
          false);
    }
    if (state.equals("3D000")) {
      return new DatabaseLogin(
          "database does not exist on its server" + suffix,
          "create it, or correct its name in QUARKUS_DATASOURCE_JDBC_URL",
          false);
    }
    boolean passing = state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
    return new DatabaseLogin(
        "database cannot be used" + suffix,
        "check QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD, and that it runs",
        passing);
  }
}
