package io.returnbridge.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.json.Json;
import io.returnbridge.settings.Settings;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the running program for a customer's data, or for its end. */
@Command(
    name = "personal-data",
    mixinStandardHelpOptions = true,
    description = "What the running program keeps of a customer, by e-mail address.")
final class PersonalDataCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "What of it? personal-data export <e-mail>, or personal-data erase <e-mail>");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Erase what can go now; prints the receipt: what goes when, what stays and why.")
  int erase(
      @Parameters(paramLabel = "<e-mail>", description = "The customer's.") String email,
      @Option(names = "--dry-run", description = "Only say what would be erased.") boolean dryRun) {
    ObjectNode body = body(email);
    return run(
        Settings.withSecretFiles(Settings.environment()),
        "/api/personal-data/erase",
        dryRun ? body.put("dryRun", true) : body,
        System.out,
        System.err);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Print all that is kept of the customer, as JSON.")
  int export(@Parameters(paramLabel = "<e-mail>", description = "The customer's.") String email) {
    return run(
        Settings.withSecretFiles(Settings.environment()),
        "/api/personal-data/export",
        body(email),
        System.out,
        System.err);
  }

  private static ObjectNode body(String email) {
    return Json.MAPPER.createObjectNode().put("email", email);
  }

  static int run(
      Map<String, String> variables,
      String path,
      ObjectNode body,
      PrintStream out,
      PrintStream err) {
    try {
      JsonNode answer =
          ApiClient.of(variables).postAtLength(path, "application/json", body.toString());
      out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
      return 0;
    } catch (ApiClient.Failed e) {
      err.println(e.getMessage());
      return e.isUsage() ? 2 : 1;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read as JSON can be written", e);
    }
  }
}
