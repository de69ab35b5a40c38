package io.returnbridge.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.returnbridge.evidence.Bundle;
import io.returnbridge.evidence.Chain;
import io.returnbridge.failure.Plain;
import io.returnbridge.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies the evidence of a return, without the program that has given it. */
@Command(
    name = "evidence",
    mixinStandardHelpOptions = true,
    description = "The evidence of a return, as GET /api/returns/<id>/evidence.json gives it.")
final class EvidenceCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "What of it? evidence verify <evidence.json>");
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Say whether nothing in the file was changed, left out or put in.")
  int verify(
      @Parameters(paramLabel = "<evidence.json>", description = "The file.") String file,
      @Option(
              names = "--earlier",
              paramLabel = "<file>",
              description =
                  "One of the same return that was taken before: it has to go on from it.")
          @Nullable String earlier) {
    return run(file, earlier, System.out);
  }

  static int run(String file, @Nullable String earlier, PrintStream out) {
    try {
      Bundle bundle = read(file);
      Optional<Bundle> before = earlier == null ? Optional.empty() : Optional.of(read(earlier));
      List<String> faults = Chain.faults(bundle, before);
      faults.forEach(fault -> out.println("FAIL " + file + ": " + fault));
      if (faults.isEmpty()) {
        long erased = bundle.entries().stream().filter(e -> e.salt() == null).count();
        out.printf(
            "ok   %s: return %s of store %s, %d entries, %d erased, the chain is whole; head %s%n",
            file,
            bundle.returnId(),
            bundle.store(),
            bundle.entries().size(),
            erased,
            bundle.head());
      }
      return faults.isEmpty() ? 0 : 1;
    } catch (IOException e) {
      out.println(
          e instanceof JsonProcessingException
              ? "FAIL a file is no evidence: it is not the JSON that the API gives"
              : "FAIL " + Plain.why(e));
      return 1;
    }
  }

  private static Bundle read(String file) throws IOException {
    Bundle bundle = Json.MAPPER.readValue(Files.readAllBytes(Path.of(file)), Bundle.class);
    if (bundle == null
        || bundle.entries() == null
        || bundle.format() == null
        || bundle.head() == null) {
      throw new IOException(file + " is no evidence: it lacks its entries, format or head");
    }
    return bundle;
  }
}
