package io.returnbridge.main;

import io.returnbridge.settings.Settings;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be asked about the mapping tables. */
@Command(
    name = "mappings",
    mixinStandardHelpOptions = true,
    description = "Try other mapping tables on returns that are stored (mappings try).")
final class MappingsCommands implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    throw new CommandLine.ParameterException(line, "What of them? mappings try <folder>");
  }

  @Command(
      name = "try",
      mixinStandardHelpOptions = true,
      description =
          "Have the running program say what other tables would make of its returns; changes"
              + " nothing.")
  int tryOut(
      @Parameters(paramLabel = "<folder>", description = "With all tables, as MAPPINGS_DIR.")
          Path folder,
      @Option(names = "--from", paramLabel = "<time>", description = "Returns that changed since.")
          @Nullable String from,
      @Option(names = "--to", paramLabel = "<time>", description = "And until then.")
          @Nullable String to) {
    return MappingsCommand.run(
        Settings.withSecretFiles(Settings.environment()), folder, from, to, System.out, System.err);
  }
}
