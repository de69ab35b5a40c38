package io.returnbridge.main;

import io.returnbridge.embedded.StorageFailure;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.settings.SettingsProblems;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How commands are read, and what is said when that fails. */
final class CommandLines {

  private CommandLines() {}

  static CommandLine of(Object commands) {
    CommandLine line = new CommandLine(commands);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(120);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setParameterExceptionHandler(CommandLines::wrong);
    line.setExecutionExceptionHandler((failure, of, read) -> failed(failure, of.getErr()));
    return line;
  }

  private static int wrong(ParameterException e, String... args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(what(e, line));
    err.println("See: " + line.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String what(ParameterException e, CommandLine line) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    String first = unmatched.getUnmatched().get(0);
    List<String> known =
        first.startsWith("-")
            ? List.copyOf(line.getCommandSpec().optionsMap().keySet())
            : List.copyOf(line.getSubcommands().keySet());
    if (known.isEmpty()) {
      return "There is no argument `" + first + "`.";
    }
    return "There is no "
        + (first.startsWith("-") ? "option" : "command")
        + " `"
        + first
        + "`"
        + Suggestion.of(first, known)
        + ".";
  }

  /** What a person can mend is said in words; all else is a defect, with its trace. */
  private static int failed(Exception failure, PrintWriter err) {
    if (failure instanceof SettingsProblems settings) {
      settings.problems().forEach(err::println);
    } else if (failure instanceof MappingErrors
        || failure instanceof StorageFailure
        || failure instanceof ApiClient.Failed) {
      err.println(failure.getMessage());
    } else {
      failure.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
