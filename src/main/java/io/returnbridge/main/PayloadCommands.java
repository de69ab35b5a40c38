package io.returnbridge.main;

import io.returnbridge.settings.Settings;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be asked about Reveni's payloads. */
@Command(
    name = "payload",
    mixinStandardHelpOptions = true,
    description = "Try how a return's JSON is read (payload try).")
final class PayloadCommands implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    throw new CommandLine.ParameterException(
        line, "What of it? payload try <file.json | return id>");
  }

  @Command(
      name = "try",
      mixinStandardHelpOptions = true,
      description =
          "Say field by field how a return's JSON is read, from a file or from Reveni; takes nothing in.")
  int tryOut(
      @Parameters(paramLabel = "<file.json | return id>", description = "What is to be read.")
          String what,
      @Option(names = "--store", paramLabel = "<store>", description = "Of that return.")
          @Nullable String store) {
    return new PayloadCommand(
            Settings.withSecretFiles(Settings.environment()), System.out, Clock.systemUTC())
        .run(what, store);
  }
}
