package io.returnbridge.main;

import io.quarkus.arc.ComponentsProvider;
import io.quarkus.arc.InjectableBean;
import io.returnbridge.engine.StepDefinitions;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.sandbox.OutsideCommand;
import io.returnbridge.sandbox.SandboxCommand;
import io.returnbridge.settings.Settings;
import io.returnbridge.setup.DoctorCommand;
import io.returnbridge.setup.SetupCommand;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the program can be asked to do, one method a command. Each answers the exit code: 0, 1 when
 * something is wrong or failed, 2 when it was asked wrongly.
 */
@Command(
    name = "java -jar quarkus-run.jar",
    description =
        "Takes returns from Reveni into commercetools. Without a command: serves until SIGTERM.",
    mixinStandardHelpOptions = true,
    versionProvider = BuiltVersion.class,
    subcommands = {
      MappingsCommands.class,
      PayloadCommands.class,
      EvidenceCommand.class,
      PersonalDataCommand.class
    })
final class Commands implements Callable<Integer> {

  @Override
  public Integer call() {
    return ServeMode.run(Settings.environment(), address -> {});
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Serve with everything it needs on loopback, and play a day of returns.")
  int sandbox(
      @Option(
              names = "--outside",
              description =
                  "Only a commercetools and a Reveni with your tables; prints the variables to"
                      + " set.")
          boolean outside) {
    return outside
        ? OutsideCommand.run(Settings.environment(), System.out)
        : SandboxCommand.run(environment(), ServeMode::run, Commands::applySetup);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Say what would be created or extended in commercetools, or do it.")
  int setup(@Option(names = "--apply", description = "Create and extend it.") boolean apply) {
    Settings settings = Settings.read(Settings.environment());
    settings.requireScopes();
    return SetupCommand.run(settings, mappings(settings), apply, System.out);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Check settings, tables, routes, reachability, scopes, Types and channels; changes"
              + " nothing.")
  int doctor() {
    Map<String, String> variables = Settings.environment();
    return DoctorCommand.run(variables, StepDefinitions.among(beans()), System.out);
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description =
          "Have the running program take in the returns of an export, or an invoice of Reveni's.")
  int imports(
      @Parameters(paramLabel = "returns", description = "What the file is: returns or invoice.")
          Kind kind,
      @Parameters(
              paramLabel = "<file.csv>",
              description =
                  "store, and return_id, refund_id or rma; an invoice: refund and amount.")
          String file,
      @Option(
              names = "--month",
              paramLabel = "<YYYY-MM>",
              description = "That an invoice bills; else the last one that is over.")
          @Nullable String month) {
    return switch (kind) {
      case returns -> ImportCommand.run(environment(), file, System.out);
      case invoice -> ImportCommand.invoice(environment(), file, month, System.out);
    };
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Have the running program look again at what lies in the past: a return, a period or a"
              + " topic.")
  int replay(
      @Option(names = "--return", paramLabel = "<id>", description = "One return.")
          @Nullable String returnId,
      @Option(names = "--store", paramLabel = "<store>", description = "Of that return.")
          @Nullable String store,
      @Option(names = "--from", paramLabel = "<time>", description = "Returns that changed since.")
          @Nullable String from,
      @Option(names = "--to", paramLabel = "<time>", description = "And until then.")
          @Nullable String to,
      @Option(names = "--topic", paramLabel = "<name>", description = "The records of a topic.")
          @Nullable String topic,
      @Option(names = "--dry-run", description = "Only say what would be written.")
          boolean dryRun) {
    if (returnId == null && from == null && topic == null) {
      System.err.println("Of what? Name it with --return, with --from and --to, or with --topic.");
      return 2;
    }
    return ReplayCommand.run(
        environment(),
        ReplayCommand.body(returnId, store, from, to, topic, dryRun),
        System.out,
        System.err);
  }

  @Command(
      name = "send-test-webhook",
      mixinStandardHelpOptions = true,
      description = "Tell the running program, as Reveni would, that a return has changed.")
  int sendTestWebhook(
      @Option(
              names = "--store",
              required = true,
              paramLabel = "<store>",
              description = "Of stores.csv.")
          String store,
      @Option(
              names = "--return",
              required = true,
              paramLabel = "<id>",
              description = "Its id at Reveni, where it has to exist.")
          String returnId,
      @Option(
              names = "--to",
              paramLabel = "<url>",
              description = "Through this address, such as https://returns.example.com.")
          @Nullable String to) {
    Map<String, String> variables = environment();
    Optional<URI> address =
        to == null
            ? Optional.of(ApiClient.address(variables))
            : TestWebhookCommand.address(to, System.out);
    return address
        .map(uri -> TestWebhookCommand.run(variables, store, returnId, uri, System.out))
        .orElse(2);
  }

  @Command(
      name = "hash-password",
      mixinStandardHelpOptions = true,
      description = "Print what stands for a password in the file of CONSOLE_USERS.")
  int hashPassword(
      @Parameters(
              paramLabel = "<password>",
              arity = "0..1",
              description = "Else the first line of standard input.")
          @Nullable String password) {
    return HashPasswordCommand.run(password, System.in, System.out, System.err);
  }

  /** What can be imported. */
  enum Kind {
    returns,
    invoice
  }

  private static Map<String, String> environment() {
    return Settings.withSecretFiles(Settings.environment());
  }

  private static Mappings mappings(Settings settings) {
    return Mappings.load(settings.mappingsDirectory());
  }

  private static int applySetup(Map<String, String> variables) {
    Settings settings = Settings.read(variables);
    return SetupCommand.run(
        settings,
        mappings(settings),
        true,
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /** Of the program as it is built, without starting it. */
  private static Stream<Class<?>> beans() {
    return ServiceLoader.load(ComponentsProvider.class).stream()
        .flatMap(found -> found.get().getComponents(null).getBeans().stream())
        .map(InjectableBean::getBeanClass);
  }
}
