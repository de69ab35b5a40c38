package io.returnbridge.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads variables one by one and collects what is wrong. An empty variable counts as not set. */
final class SettingsReader {
  private static final Pattern NAMES =
      Pattern.compile(
          "(CTP|REVENI|WAREHOUSE_API_KEY|ALERTS|OWN_STEPS?)(_[A-Z0-9_]+)?|(PUBLIC_)?HTTP_(PORT|HOST)"
              + "|TRUSTED_PROXIES|CONSOLE_(ADMIN_PASSWORD(_FILE)?|URL|USERS)|MERCHANT_CENTER_URL"
              + "|REPORT_TIME_ZONE|DATA_DIR|ROUTES_DIR|MAPPINGS_DIR|KAFKA_BOOTSTRAP_SERVERS"
              + "|QUARKUS_DATASOURCE_(JDBC_URL|USERNAME|PASSWORD(_FILE)?)"
              + "|QUARKUS_OIDC_(AUTH_SERVER_URL|CLIENT_ID|CREDENTIALS_SECRET(_FILE)?)|OIDC_ROLES_CLAIM|LOG_FORMAT"
              + "|OTEL_(EXPORTER_OTLP_(ENDPOINT|PROTOCOL|HEADERS(_FILE)?)|SERVICE_NAME|TRACES_SAMPLER_ARG)");
  private static final Pattern STORE =
      Pattern.compile("REVENI_([A-Z0-9_]+?)_(STORE_ID|API_KEY|API_KEY_PREVIOUS)");
  private static final Pattern LIST_PATH = Pattern.compile("(?![/?])[A-Za-z0-9/._~%?&=+,:@-]+");
  private static final Pattern BROKER =
      Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):([1-9][0-9]{0,4})");

  /** Of an address: a user with a password before the host, and one as a parameter. */
  private static final Pattern LOGIN =
      Pattern.compile(
          "(//|(?i:password|user|secret|token|key)=)(?:[^/@\\s]+(?=@)|(?<==)[^&;\\s]+)");

  private static final String WAREHOUSE = "WAREHOUSE_API_KEY";
  private static final String OIDC_SERVER = "QUARKUS_OIDC_AUTH_SERVER_URL";
  private static final String PREVIOUS = "_PREVIOUS";
  private static final String FROM_API_CLIENT =
      "set it to the value that the Merchant Center shows for the API client (Settings > Developer"
          + " settings)";

  private final Map<String, String> variables;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> asked = new TreeSet<>();

  SettingsReader(Map<String, String> variables) {
    this.variables = SecretFiles.read(variables, problems::add);
  }

  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    for (String name : System.getProperties().stringPropertyNames()) {
      if (NAMES.matcher(name).matches()) {
        environment.put(name, System.getProperty(name));
      }
    }
    return environment;
  }

  Settings read() {
    Settings settings =
        new Settings(
            commercetools(),
            reveni(),
            warehouseKeys(),
            new HttpReader(this).read(),
            optional("CONSOLE_ADMIN_PASSWORD"),
            optional("CONSOLE_USERS").map(this::users),
            oidc(),
            optional("CONSOLE_URL").map(url -> url("CONSOLE_URL", url)),
            link("MERCHANT_CENTER_URL"),
            link("REVENI_CONSOLE_URL"),
            timeZone(),
            path("DATA_DIR", "data"),
            path("ROUTES_DIR", "routes"),
            path("MAPPINGS_DIR", "mappings"),
            brokers(),
            databaseServer(),
            new AlertsReader(this).read(),
            ownSteps(),
            new TelemetryReader(this).read(),
            shown());
    if (settings.externalStorage()
        && settings.consoleAdminPassword().isEmpty()
        && settings.oidc().isEmpty()) {
      problems.add(
          "CONSOLE_ADMIN_PASSWORD is not set: with a Kafka or a PostgreSQL of your own, set the"
              + " password of the console's user `admin`, or QUARKUS_OIDC_AUTH_SERVER_URL");
    }
    if (settings.externalStorage()) {
      requireStrongSecrets();
    }
    if (!problems.isEmpty()) {
      // What is missing may be there under a mistyped name.
      problems.addAll(UnknownVariables.among(variables, asked));
      throw new SettingsProblems(problems);
    }
    return settings;
  }

  private Optional<Oidc> oidc() {
    Optional<String> server = optional(OIDC_SERVER);
    Optional<String> client = optional("QUARKUS_OIDC_CLIENT_ID");
    Optional<String> secret = optional("QUARKUS_OIDC_CREDENTIALS_SECRET");
    Optional<String> claim = optional("OIDC_ROLES_CLAIM");
    if (server.isEmpty()) {
      if (Stream.of(client, secret, claim).anyMatch(Optional::isPresent)) {
        problems.add(
            OIDC_SERVER
                + " is not set, but something of that server is: set it to the issuer's address,"
                + " such as https://login.example.com/realms/shop, or take the other"
                + " QUARKUS_OIDC_… and OIDC_ROLES_CLAIM away");
      }
      return Optional.empty();
    }
    return Optional.of(
        new Oidc(
            url(OIDC_SERVER, server.get()),
            required(
                "QUARKUS_OIDC_CLIENT_ID", "set it to the client's id at " + OIDC_SERVER + "'s"),
            secret,
            claim.orElse("groups")));
  }

  private Optional<LinkTemplate> link(String name) {
    Optional<String> text = optional(name);
    Optional<String> problem = text.flatMap(LinkTemplate::problem);
    problem.ifPresent(remedy -> problems.add(name + " is \"" + text.orElse("") + "\": " + remedy));
    return problem.isPresent() ? Optional.empty() : text.map(LinkTemplate::new);
  }

  /** What was asked for, and what of it is set; a login in an address is not shown either. */
  private List<Variable> shown() {
    return asked.stream()
        .map(
            name -> {
              String value = variables.getOrDefault(name, "");
              boolean secret = SecretFiles.isSecret(name);
              return new Variable(
                  name,
                  !value.isEmpty(),
                  secret,
                  secret ? "" : LOGIN.matcher(value).replaceAll("$1…"));
            })
        .toList();
  }

  /** Read already now, so that its faults are named with all others. */
  private Path users(String variable) {
    Path file = path("CONSOLE_USERS", variable);
    try {
      ConsoleUsersFile.read(file);
    } catch (SettingsProblems e) {
      problems.addAll(e.problems());
    }
    return file;
  }

  /** What strangers may try to guess. With embedded storage the program is being tried out. */
  private void requireStrongSecrets() {
    variables.forEach(
        (name, value) -> {
          boolean password = name.equals("CONSOLE_ADMIN_PASSWORD");
          boolean key = name.equals(WAREHOUSE) || name.startsWith(WAREHOUSE + "_");
          int least = password ? Settings.SHORTEST_PASSWORD : key ? Settings.SHORTEST_KEY : 0;
          if (value.length() < least) {
            problems.add(
                name
                    + " has fewer than "
                    + least
                    + " characters: with a Kafka or a PostgreSQL of your own, set it to a random one"
                    + " of "
                    + least
                    + " or more, "
                    + Settings.RANDOM);
          }
        });
  }

  private OwnStepSettings ownSteps() {
    boolean onWebhooks =
        optional(OwnStepSettings.ON_WEBHOOKS)
            .map(
                text -> {
                  if (!text.equals("true") && !text.equals("false")) {
                    problems.add(
                        OwnStepSettings.ON_WEBHOOKS
                            + " is \""
                            + text
                            + "\": set it to true or false");
                  }
                  return text.equals("true");
                })
            .orElse(false);
    OwnStepSettings read = OwnStepSettings.of(variables);
    read.variables().keySet().forEach(asked::add);
    return new OwnStepSettings(onWebhooks, read.variables());
  }

  private Commercetools commercetools() {
    return new Commercetools(
        required("CTP_PROJECT_KEY", "set it to the key of the commercetools project"),
        required("CTP_CLIENT_ID", FROM_API_CLIENT),
        required("CTP_CLIENT_SECRET", FROM_API_CLIENT),
        region(
            "CTP_AUTH_URL",
            "auth",
            required(
                "CTP_AUTH_URL",
                "set it to the region's address, such as"
                    + " https://auth.europe-west1.gcp.commercetools.com")),
        region(
            "CTP_API_URL",
            "api",
            required(
                "CTP_API_URL",
                "set it to the region's address, such as"
                    + " https://api.europe-west1.gcp.commercetools.com")),
        required("CTP_SCOPES", FROM_API_CLIENT),
        number("CTP_MAX_REQUESTS_PER_SECOND", 50, 1, 100_000));
  }

  private Reveni reveni() {
    Map<String, ReveniStore> stores = new TreeMap<>();
    for (String name : variables.keySet()) {
      Matcher matcher = STORE.matcher(name);
      if (matcher.matches()) {
        stores.computeIfAbsent(matcher.group(1), this::reveniStore);
      }
    }
    return new Reveni(
        url(
            "REVENI_API_URL",
            optional("REVENI_API_URL").orElse("https://api.reveni.io/merchants/v0/stores")),
        Duration.ofSeconds(number("REVENI_SIGNATURE_TOLERANCE_SECONDS", 300, 1, 86_400)),
        listPath(),
        Map.copyOf(stores));
  }

  private Optional<String> listPath() {
    Optional<String> path = optional("REVENI_LIST_PATH");
    boolean sound =
        path.map(p -> p.replace("{since}", "").replace("{cursor}", ""))
            .filter(p -> !LIST_PATH.matcher(p).matches())
            .isEmpty();
    if (!sound) {
      problems.add(
          "REVENI_LIST_PATH is \""
              + path.orElse("")
              + "\": set it to a path after the store's id, such as"
              + " returns?updated_since={since}; its placeholders are {since} and {cursor}");
    }
    return path.filter(p -> sound);
  }

  private ReveniStore reveniStore(String infix) {
    String prefix = "REVENI_" + infix + "_";
    String mistyped = ", or correct the name of the other variable of " + prefix + "…";
    return new ReveniStore(
        required(prefix + "STORE_ID", "set it to the id of this store at Reveni" + mistyped),
        required(prefix + "API_KEY", "set it to the API key of this store at Reveni" + mistyped),
        optional(prefix + "API_KEY" + PREVIOUS));
  }

  private Map<String, WarehouseKey> warehouseKeys() {
    Map<String, WarehouseKey> keys = new TreeMap<>();
    Map<String, String> nameOfKey = new HashMap<>();
    for (String name : variables.keySet()) {
      if (!name.equals(WAREHOUSE) && !name.startsWith(WAREHOUSE + "_")) {
        continue;
      }
      String current =
          name.endsWith(PREVIOUS) ? name.substring(0, name.length() - PREVIOUS.length()) : name;
      if (source(current).equals("console")) {
        problems.add(
            name + " names the console, whose scans people make: choose another name than CONSOLE");
      }
      String other = nameOfKey.putIfAbsent(variables.getOrDefault(name, ""), name);
      if (other != null) {
        problems.add(
            other
                + " and "
                + name
                + " have the same value: give each its own key, because the key"
                + " names who sends a scan");
      }
      keys.computeIfAbsent(
          source(current),
          source ->
              new WarehouseKey(
                  required(
                      current, "set it to the key in use now, or take " + name + " away as well"),
                  optional(current + PREVIOUS)));
    }
    return Map.copyOf(keys);
  }

  private static String source(String name) {
    return name.equals(WAREHOUSE)
        ? "warehouse"
        : name.substring(WAREHOUSE.length() + 1).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Optional<String> brokers() {
    Optional<String> servers = optional("KAFKA_BOOTSTRAP_SERVERS");
    for (String server : servers.map(s -> s.split(",", -1)).orElseGet(() -> new String[0])) {
      Matcher matcher = BROKER.matcher(server.strip());
      if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 65_535) {
        problems.add(
            "KAFKA_BOOTSTRAP_SERVERS names \""
                + server.strip()
                + "\": set it to host:port of one or more brokers, separated by commas, such as"
                + " kafka-1.example.com:9092,kafka-2.example.com:9092");
      }
    }
    return servers;
  }

  private Optional<DatabaseServer> databaseServer() {
    Optional<String> url = optional("QUARKUS_DATASOURCE_JDBC_URL");
    Optional<String> username = optional("QUARKUS_DATASOURCE_USERNAME");
    Optional<String> password = optional("QUARKUS_DATASOURCE_PASSWORD");
    if (url.isEmpty() && (username.isPresent() || password.isPresent())) {
      problems.add(
          "QUARKUS_DATASOURCE_JDBC_URL is not set, but a user or a password for it is: set it, such"
              + " as jdbc:postgresql://db.example.com:5432/returns, or take QUARKUS_DATASOURCE_*"
              + " away to use the embedded PostgreSQL");
    }
    if (url.isPresent() && !url.get().startsWith("jdbc:postgresql:")) {
      problems.add(
          "QUARKUS_DATASOURCE_JDBC_URL is not the address of a PostgreSQL: it begins with"
              + " jdbc:postgresql:, such as jdbc:postgresql://db.example.com:5432/returns");
    }
    return url.map(address -> new DatabaseServer(address, username, password));
  }

  /** The names of the variables that are set and begin so. */
  List<String> namesFrom(String prefix) {
    return variables.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /** The names of all variables that have been read, set or not. */
  Set<String> asked() {
    return asked;
  }

  private @Nullable String value(String name) {
    asked.add(name);
    return variables.get(name);
  }

  void problem(String problem) {
    problems.add(problem);
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(value(name));
  }

  String required(String name, String remedy) {
    @Nullable String value = value(name);
    if (value == null) {
      problems.add(name + " is not set: " + remedy);
      return "";
    }
    return value;
  }

  /** Their hosts differ in the first word only. */
  private URI region(String name, String first, String value) {
    URI url = url(name, value);
    String host = String.valueOf(url.getHost());
    String other = first.equals("api") ? "auth" : "api";
    if (host.startsWith(other + ".") && host.endsWith(".commercetools.com")) {
      problems.add(
          "%s is \"%s\", which is the address for CTP_%s_URL: set it to %s://%s%s"
              .formatted(
                  name,
                  value,
                  other.toUpperCase(Locale.ROOT),
                  url.getScheme(),
                  first,
                  host.substring(other.length())));
    }
    return url;
  }

  URI url(String name, String value) {
    if (value.isEmpty()) {
      return URI.create("");
    }
    Optional<URI> url =
        httpUrl(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    if (url.isEmpty()) {
      problems.add(name + " is \"" + value + "\": set it to an address with http:// or https://");
    }
    return url.orElse(URI.create(""));
  }

  /** Empty for everything else. */
  static Optional<URI> httpUrl(String value) {
    try {
      URI url = new URI(value);
      return url.getHost() != null && isHttp(url.getScheme()) ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  int number(String name, int standard, int lowest, int highest) {
    @Nullable String value = value(name);
    if (value == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= lowest && number <= highest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of range.
    }
    problems.add(
        name + " is \"" + value + "\": set it to a whole number from " + lowest + " to " + highest);
    return standard;
  }

  private ZoneId timeZone() {
    @Nullable String value = value("REPORT_TIME_ZONE");
    if (value == null) {
      return ZoneId.of("UTC");
    }
    try {
      return ZoneId.of(value);
    } catch (DateTimeException e) {
      problems.add(
          "REPORT_TIME_ZONE is \"" + value + "\": set it to a time zone, such as Europe/Madrid");
      return ZoneOffset.UTC;
    }
  }

  private Path path(String name, String standard) {
    @Nullable String value = value(name);
    try {
      return Path.of(value == null ? standard : value);
    } catch (InvalidPathException e) {
      problems.add(name + " is \"" + value + "\": set it to a directory");
      return Path.of(standard);
    }
  }
}
