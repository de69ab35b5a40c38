package io.returnbridge.store;

import io.returnbridge.settings.DatabaseServer;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

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

  /**
   * How many records are kept for each step of one's own; none where that cannot be told, as before
   * the first start.
   */
  public static Map<String, Long> keptRecords(DatabaseServer server) {
    Map<String, Long> kept = new TreeMap<>();
    try (Connection connection = open(server);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select step, count(*) from own_record group by step")) {
      while (rows.next()) {
        kept.put(rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException none) {
      return Map.of();
    }
    return kept;
  }

  private static Connection open(DatabaseServer server) throws SQLException {
    Properties login = new Properties();
    server.username().ifPresent(user -> login.setProperty("user", user));
    server.password().ifPresent(password -> login.setProperty("password", password));
    login.setProperty("connectTimeout", "5");
    login.setProperty("loginTimeout", "5");
    login.setProperty("socketTimeout", "10");
    return DriverManager.getConnection(server.jdbcUrl(), login);
  }

  public static DatabaseLogin tryOnce(DatabaseServer server) {
    try (Connection connection = open(server)) {
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
