package io.returnbridge.main;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.returnbridge.embedded.StorageFailure;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.sandbox.SandboxCommand;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import io.returnbridge.setup.DoctorCommand;
import io.returnbridge.setup.SetupCommand;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program's entry: chooses the mode by its first argument. */
@QuarkusMain
public final class Main {
  private static final String USAGE =
      String.join(
          System.lineSeparator(),
          "Usage: java -jar quarkus-run.jar [mode]",
          "  (none)           serve until SIGTERM",
          "  sandbox          serve with everything it needs on loopback, and play a day of returns",
          "  setup            print what would be created or extended in commercetools",
          "  setup --apply    create and extend it",
          "  doctor           check configuration, reachability, scopes, types, channels, mappings",
          "  import returns <file.csv>",
          "                   have the program that runs take in the returns of an export",
          "  " + ReplayCommand.USAGE,
          "                   have the running program look again at what lies in the past");

  /** Held here, since the logging library forgets a level with its logger. */
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("kafka"),
          Logger.getLogger("org.apache.kafka"),
          Logger.getLogger("state.change.logger"));

  private Main() {}

  public static void main(String[] args) {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) {
    try {
      if (args.isEmpty()) {
        return ServeMode.run(Settings.environment(), "0.0.0.0", address -> {});
      }
      List<String> rest = args.subList(1, args.size());
      switch (args.get(0)) {
        case "setup":
          return onProject(
              (settings, mappings) -> SetupCommand.run(settings, mappings, rest, System.out));
        case "doctor":
          return onProject(
              (settings, mappings) -> DoctorCommand.run(settings, mappings, rest, System.out));
        case "import":
          return ImportCommand.run(
              Settings.withSecretFiles(Settings.environment()), rest, System.out);
        case "replay":
          return ReplayCommand.run(
              Settings.withSecretFiles(Settings.environment()), rest, System.out, System.err);
        case "sandbox":
          return SandboxCommand.run(
              Settings.withSecretFiles(Settings.environment()), ServeMode::run, Main::applySetup);
        default:
          System.err.println("Unknown mode `" + args.get(0) + "`.");
          System.err.println(USAGE);
          return 2;
      }
    } catch (SettingsProblems e) {
      e.problems().forEach(System.err::println);
    } catch (MappingErrors | StorageFailure e) {
      System.err.println(e.getMessage());
    }
    return 1;
  }

  private static int onProject(BiFunction<Settings, Mappings, Integer> command) {
    Settings settings = Settings.read(Settings.environment());
    return command.apply(settings, Mappings.load(settings.mappingsDirectory()));
  }

  private static int applySetup(Map<String, String> variables) {
    Settings settings = Settings.read(variables);
    return SetupCommand.run(
        settings,
        Mappings.load(settings.mappingsDirectory()),
        List.of("--apply"),
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }
}
