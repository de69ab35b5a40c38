package io.returnbridge.sandbox;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The {@code sandbox} mode: both sandboxes on loopback, a shop, the program itself, and a day of
 * returns; then it serves until SIGTERM. What it keeps is under {@code <DATA_DIR>/sandbox} and is
 * erased at the next start, since its commercetools forgets too.
 */
public final class SandboxCommand {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String WAREHOUSE_KEY = "sandbox-warehouse-key";
  private static final List<String> TEAMS = List.of("cx", "finance", "warehouse", "integration");
  private static final int HASH_COST = 11;

  /** The variables that commands in another shell need. */
  private static final Pattern OF_COMMANDS =
      Pattern.compile(
          "(CTP|REVENI)_.*|CONSOLE_ADMIN_PASSWORD|DATA_DIR|HTTP_PORT|MAPPINGS_DIR|ROUTES_DIR|WAREHOUSE_API_KEY");

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Serves until SIGTERM. */
  @FunctionalInterface
  public interface Server {

    /**
     * @param ready is told the address on a thread of its own
     * @return the exit code
     */
    int run(Map<String, String> variables, Consumer<URI> ready);
  }

  /** What {@code setup --apply} does, with the settings of these variables. */
  @FunctionalInterface
  public interface Setup {

    /**
     * @return the exit code, 0 when all is there
     */
    int apply(Map<String, String> variables);
  }

  private SandboxCommand() {}

  /**
   * Runs until SIGTERM.
   *
   * @return the exit code: 1 when a {@code CTP_*} variable is set or something does not start
   */
  public static int run(Map<String, String> environment, Server server, Setup setup) {
    List<String> real =
        environment.keySet().stream().filter(name -> name.startsWith("CTP_")).sorted().toList();
    if (!real.isEmpty()) {
      System.err.println(
          "The sandbox does not start while variables of a real commercetools project are set, so"
              + " that its day is never played there. Unset "
              + String.join(", ", real)
              + ".");
      return 1;
    }
    Mappings mappings =
        Mappings.load(Path.of(environment.getOrDefault("MAPPINGS_DIR", "mappings")));
    for (String store : Shop.STORES) {
      if (mappings.stores().find(store).map(StoreRow::defaultChannel).isEmpty()) {
        System.err.println(
            "The sandbox's day is one of the stores "
                + String.join(" and ", Shop.STORES)
                + " of stores.csv, each with its default_channel. With tables of your own, start"
                + " sandbox --outside, set what it prints, and start the program beside it.");
        return 1;
      }
    }
    Path data = Path.of(environment.getOrDefault("DATA_DIR", "data")).resolve("sandbox");
    try (OutsideSystems outside = OutsideSystems.start(mappings)) {
      ErasedDirectory.erase(data);
      Shop shop = Shop.open(outside.commercetools(), mappings);
      Map<String, String> variables = variables(environment, data);
      variables.putAll(outside.variables());
      Path settings = keep(variables, data);
      int applied = setup.apply(variables);
      if (applied != 0) {
        return applied;
      }
      return server.run(
          variables,
          address -> {
            String password = variables.getOrDefault("CONSOLE_ADMIN_PASSWORD", "");
            ProgramApi program = new ProgramApi(address, WAREHOUSE_KEY, password);
            Actors actors = new Actors(outside.reveni(), outside.commercetools(), program);
            play(actors, shop, mappings, password, settings);
          });
    } catch (IOException e) {
      System.err.println(
          "DATA_DIR: cannot erase "
              + data
              + ": "
              + e.getMessage()
              + ". End the sandbox that may still run there, or set DATA_DIR to another"
              + " directory.");
      return 1;
    }
  }

  private static Map<String, String> variables(Map<String, String> environment, Path data) {
    Map<String, String> variables = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (!replaced(name)) {
            variables.put(name, value);
          }
        });
    variables.put("DATA_DIR", data.toString());
    variables.putIfAbsent("HTTP_HOST", LOOPBACK);
    variables.putIfAbsent("PUBLIC_HTTP_HOST", LOOPBACK);
    variables.put("WAREHOUSE_API_KEY", WAREHOUSE_KEY);
    if (variables.getOrDefault("CONSOLE_ADMIN_PASSWORD", "").isBlank()) {
      byte[] random = new byte[12];
      new SecureRandom().nextBytes(random);
      variables.put(
          "CONSOLE_ADMIN_PASSWORD", Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return variables;
  }

  /**
   * Writes down one user of each team, so that its console can be seen, unless there are users
   * already; and what commands in another shell need.
   *
   * @return the script that sets those variables
   */
  private static Path keep(Map<String, String> variables, Path data) throws IOException {
    try (DataDirectory directory = DataDirectory.open(data)) {
      if (variables.getOrDefault("CONSOLE_USERS", "").isBlank()) {
        String hash = BcryptUtil.bcryptHash(variables.get("CONSOLE_ADMIN_PASSWORD"), HASH_COST);
        StringBuilder rows = new StringBuilder("name,password,roles\n");
        TEAMS.forEach(team -> rows.append(team + "," + hash + "," + team + "\n"));
        Path file = Files.writeString(directory.path("console-users.csv"), rows);
        variables.put("CONSOLE_USERS", file.toString());
      }
      Map<String, String> ofCommands = new TreeMap<>(variables);
      ofCommands.keySet().removeIf(name -> !OF_COMMANDS.matcher(name).matches());
      return Files.writeString(directory.path("sandbox.env"), OutsideSystems.script(ofCommands));
    }
  }

  /** Whether a variable names something real that the sandbox has of its own. */
  private static boolean replaced(String name) {
    return name.startsWith("REVENI_")
        || name.startsWith("WAREHOUSE_API_KEY")
        || name.startsWith("QUARKUS_DATASOURCE_")
        || name.equals("KAFKA_BOOTSTRAP_SERVERS");
  }

  private static void play(
      Actors actors, Shop shop, Mappings mappings, String password, Path settings) {
    try {
      actors.program().awaitReady(PATIENCE);
      mappings.stores().all().forEach(row -> actors.connect(row.store()));
      System.out.println("A day of returns is played. Each story, with its return at Reveni:");
      List<Story> stories = new Day(actors).play(SandboxCommand::tell);
      actors.program().settle(PATIENCE);
      System.out.println(guide(actors, stories.get(0), password, settings));
      System.out.println(DayCounts.of(actors, shop).sentence());
    } catch (RuntimeException e) {
      System.err.println(
          "The day was not played to its end: "
              + e.getMessage()
              + ". The program goes on serving at "
              + actors.program().address()
              + ".");
    }
  }

  private static void tell(Story story) {
    System.out.println(
        "  %s  %s: %s".formatted(story.returnId(), story.name(), story.expectation()));
  }

  private static String guide(Actors actors, Story first, String password, Path settings) {
    return """
    The console is at %1$s/console; user admin, password %2$s. Users %6$s have the same password, and see what
    their teams see. The API has the same logins. For example:
      curl -u admin:%2$s %1$s/api/returns/%3$s
      curl -u admin:%2$s '%1$s/api/exceptions?status=open'
      curl -u admin:%2$s %1$s/api/pipeline
      curl %1$s/api/reason-codes
    Commands in another shell, such as doctor, have their settings after this: . '%7$s'
    The sandbox's commercetools is at %4$s, its Reveni at %5$s. Ctrl-C ends everything.\
    """
        .formatted(
            actors.program().address(),
            password,
            first.returnId(),
            actors.commercetools().url(),
            actors.reveni().url(),
            String.join(", ", TEAMS),
            settings);
  }
}
