package io.returnbridge.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an installation sets by environment variables.
 *
 * @param warehouseKeys by source; the source of {@code WAREHOUSE_API_KEY} is {@code warehouse}
 * @param http where it listens
 * @param consoleUsers the file of those who may log in beside {@code admin}
 * @param oidc absent: people log in with a password of ours
 * @param consoleUrl what links to the program begin with; absent: this process's own address
 * @param merchantCenterUrl where an order is looked at
 * @param reveniConsoleUrl where a return is looked at
 * @param reportTimeZone where a report's day begins and ends
 * @param dataDirectory what the embedded Kafka and PostgreSQL keep
 * @param kafkaBootstrapServers absent: the embedded broker
 * @param databaseServer absent: the embedded PostgreSQL
 * @param telemetry how the program is watched
 * @param shown every variable that there is, without secrets
 */
public record Settings(
    Commercetools commercetools,
    Reveni reveni,
    Map<String, WarehouseKey> warehouseKeys,
    Http http,
    Optional<String> consoleAdminPassword,
    Optional<Path> consoleUsers,
    Optional<Oidc> oidc,
    Optional<URI> consoleUrl,
    Optional<LinkTemplate> merchantCenterUrl,
    Optional<LinkTemplate> reveniConsoleUrl,
    ZoneId reportTimeZone,
    Path dataDirectory,
    Path routesDirectory,
    Path mappingsDirectory,
    Optional<String> kafkaBootstrapServers,
    Optional<DatabaseServer> databaseServer,
    Alerts alerts,
    OwnStepSettings ownSteps,
    Telemetry telemetry,
    List<Variable> shown) {

  /** Of a person, where storage is external. */
  public static final int SHORTEST_PASSWORD = 12;

  /** Of a warehouse, where storage is external. */
  public static final int SHORTEST_KEY = 24;

  /** How to make one, as a remedy ends: 48 characters, and no shell minds any of them. */
  public static final String RANDOM = "such as `openssl rand -hex 24` prints";

  private static final Pattern PROJECT = Pattern.compile("[^:,;\"']+:([^:,;\"']+)(:[^,;\"']*)?");

  /**
   * Reads the variables.
   *
   * @throws SettingsProblems with everything that is missing or wrong, all at once
   */
  public static Settings read(Map<String, String> variables) {
    return new SettingsReader(variables).read();
  }

  /** The process's environment; a system property of a variable's name takes its place. */
  public static Map<String, String> environment() {
    return SettingsReader.environment();
  }

  /**
   * The variables with what stands in the files of {@code <NAME>_FILE}, for who reads but a few.
   *
   * @throws SettingsProblems with every file that cannot be read
   */
  public static Map<String, String> withSecretFiles(Map<String, String> variables) {
    List<String> problems = new ArrayList<>();
    Map<String, String> read = SecretFiles.read(variables, problems::add);
    if (!problems.isEmpty()) {
      throw new SettingsProblems(problems);
    }
    return read;
  }

  /** What is set and looks like one of our variables, and is none: one sentence each. */
  public static List<String> unknownVariables(Map<String, String> variables) {
    SettingsReader reader = new SettingsReader(variables);
    try {
      reader.read();
    } catch (SettingsProblems toldByWhoReadsThem) {
      // What was read until here is all: every variable is read, whatever is wrong with others.
    }
    return UnknownVariables.among(variables, reader.asked());
  }

  /**
   * The credentials of a store of {@code stores.csv}.
   *
   * @throws SettingsProblems naming the variables that are missing
   */
  public ReveniStore reveniStore(String storeKey) {
    String infix = variableInfix(storeKey);
    ReveniStore store = reveni.stores().get(infix);
    if (store == null) {
      throw new SettingsProblems(List.of(missingStore(storeKey, infix)));
    }
    return store;
  }

  /** Checks that every store has its credentials, and reports all that have not at once. */
  public void requireReveniStores(Collection<String> storeKeys) {
    List<String> problems = new ArrayList<>();
    for (String storeKey : storeKeys) {
      String infix = variableInfix(storeKey);
      if (!reveni.stores().containsKey(infix)) {
        problems.add(missingStore(storeKey, infix));
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsProblems(problems);
    }
  }

  /**
   * Checks that what the list of returns answers can be read, where it is asked for.
   *
   * @param known whether {@code reveni-payload.yaml} says what a list looks like
   */
  public void requireList(boolean known) {
    if (reveni.listPath().isPresent() && !known) {
      throw new SettingsProblems(
          List.of(
              "REVENI_LIST_PATH is set, and reveni-payload.yaml has no section listed-returns: say"
                  + " there where a list has its returns, or unset it"));
    }
  }

  /**
   * Checks the form of {@code CTP_SCOPES}: each scope ends with the project's key.
   *
   * @throws SettingsProblems naming each that does not
   */
  public void requireScopes() {
    List<String> scopes = List.of(commercetools.scopes().strip().split("\\s+"));
    Matcher first = PROJECT.matcher(scopes.get(0));
    if (scopes.size() > 1
        && first.matches()
        && !first.group(1).equals(commercetools.projectKey())
        && scopes.stream()
            .map(PROJECT::matcher)
            .allMatch(m -> m.matches() && m.group(1).equals(first.group(1)))) {
      throw new SettingsProblems(
          List.of(
              "All scopes of CTP_SCOPES are of project \"%s\", but CTP_PROJECT_KEY is \"%s\": correct the one that is wrong"
                  .formatted(first.group(1), commercetools.projectKey())));
    }
    List<String> problems = new ArrayList<>();
    for (String scope : scopes) {
      String[] parts = scope.split(":", -1);
      if (scope.matches(".*[,;\"'].*")) {
        problems.add(
            "CTP_SCOPES has \"%s\": separate the scopes by blanks, without commas and quotes"
                .formatted(scope));
      } else if (parts.length < 2 || parts[1].isEmpty()) {
        problems.add(
            "CTP_SCOPES has \"%s\" without its project: write it as %s:%s"
                .formatted(scope, parts[0], commercetools.projectKey()));
      } else if (!parts[1].equals(commercetools.projectKey())) {
        problems.add(
            "CTP_SCOPES has \"%s\", but CTP_PROJECT_KEY is \"%s\": correct the one that is wrong"
                .formatted(scope, commercetools.projectKey()));
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsProblems(problems);
    }
  }

  private static String missingStore(String storeKey, String infix) {
    return "REVENI_"
        + infix
        + "_STORE_ID and REVENI_"
        + infix
        + "_API_KEY are not set: set them to the id and the API key of store `"
        + storeKey
        + "` at Reveni, or take the store out of stores.csv";
  }

  /** {@code es-main} is {@code ES_MAIN} in the names of variables. */
  static String variableInfix(String storeKey) {
    return storeKey.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Whether any state is kept outside of this process's directory. */
  public boolean externalStorage() {
    return kafkaBootstrapServers.isPresent() || databaseServer.isPresent();
  }

  public Settings withConsoleAdminPassword(String password) {
    return new Settings(
        commercetools,
        reveni,
        warehouseKeys,
        http,
        Optional.of(password),
        consoleUsers,
        oidc,
        consoleUrl,
        merchantCenterUrl,
        reveniConsoleUrl,
        reportTimeZone,
        dataDirectory,
        routesDirectory,
        mappingsDirectory,
        kafkaBootstrapServers,
        databaseServer,
        alerts,
        ownSteps,
        telemetry,
        shown);
  }

  public Settings withKafkaBootstrapServers(String servers) {
    return new Settings(
        commercetools,
        reveni,
        warehouseKeys,
        http,
        consoleAdminPassword,
        consoleUsers,
        oidc,
        consoleUrl,
        merchantCenterUrl,
        reveniConsoleUrl,
        reportTimeZone,
        dataDirectory,
        routesDirectory,
        mappingsDirectory,
        Optional.of(servers),
        databaseServer,
        alerts,
        ownSteps,
        telemetry,
        shown);
  }

  public Settings withDatabaseServer(DatabaseServer server) {
    return new Settings(
        commercetools,
        reveni,
        warehouseKeys,
        http,
        consoleAdminPassword,
        consoleUsers,
        oidc,
        consoleUrl,
        merchantCenterUrl,
        reveniConsoleUrl,
        reportTimeZone,
        dataDirectory,
        routesDirectory,
        mappingsDirectory,
        kafkaBootstrapServers,
        Optional.of(server),
        alerts,
        ownSteps,
        telemetry,
        shown);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "Settings[commercetools=" + commercetools + ", dataDirectory=" + dataDirectory + "]";
  }
}
