package io.returnbridge.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.intake.Signature;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.settings.SettingsProblems;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The command {@code send-test-webhook}: says to the running program, as Reveni would, that a
 * return has changed. It reads the return from Reveni then, so the return has to exist there.
 */
final class TestWebhookCommand {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private TestWebhookCommand() {}

  /**
   * Returns the exit code: 0 when it was accepted, 1 when it was not.
   *
   * @param to the program's address, as Reveni sees it
   */
  static int run(
      Map<String, String> variables, String store, String returnId, URI to, PrintStream out) {
    Optional<String> key = key(variables, store, out);
    if (key.isEmpty()) {
      return 1;
    }
    URI address = to.resolve("/webhooks/reveni/" + store);
    byte[] body = body(returnId);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("X-REVENI-SIGNATURE", Signature.header(key.get(), Instant.now(), body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(TIMEOUT)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofString());
      return told(address, to, returnId, answer, out);
    } catch (IOException e) {
      out.println(
          "Nothing answers at " + address + ": start the program, or set HTTP_PORT to its port");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.println("Interrupted while waiting for " + address);
    }
    return 1;
  }

  /** Where {@code --to} is; empty, and said, when that is no address. */
  static Optional<URI> address(String to, PrintStream out) {
    try {
      URI address = new URI(to.strip());
      if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
        return Optional.of(address);
      }
    } catch (URISyntaxException e) {
      // Said below, with what else is no address.
    }
    out.println(
        "--to is \""
            + to
            + "\": it is an address with http:// or https://, such as https://returns.example.com");
    return Optional.empty();
  }

  private static Optional<String> key(
      Map<String, String> variables, String store, PrintStream out) {
    String folder = variables.getOrDefault("MAPPINGS_DIR", "").strip();
    List<StoreRow> rows =
        Mappings.load(Path.of(folder.isEmpty() ? "mappings" : folder)).stores().all();
    Optional<StoreRow> row = rows.stream().filter(r -> r.store().equals(store)).findFirst();
    if (row.isEmpty()) {
      List<String> known = rows.stream().map(StoreRow::store).toList();
      out.println(
          "stores.csv has no store `"
              + store
              + "`"
              + Suggestion.of(store, known)
              + ": it has "
              + String.join(", ", known));
      return Optional.empty();
    }
    String name = "REVENI_" + row.get().environmentName() + "_API_KEY";
    String key = variables.getOrDefault(name, "").strip();
    if (key.isEmpty()) {
      throw new SettingsProblems(
          List.of(name + " is not set: set it to that of the running program"));
    }
    return Optional.of(key);
  }

  /** The documented form, without {@code data.object}: what it says is never used. */
  static byte[] body(String returnId) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("id", UUID.randomUUID().toString().replace("-", ""))
        .put("event", "return.updated")
        .put("created", Instant.now().getEpochSecond());
    body.putObject("data").put("resource", "return").put("resource_id", returnId);
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int told(
      URI address, URI to, String returnId, HttpResponse<String> answer, PrintStream out) {
    JsonNode body = ApiClient.json(answer.body());
    if (answer.statusCode() == 202) {
      out.println("Accepted as event " + body.path("eventId").asText() + ". What comes of it:");
      out.println("  curl -u admin " + to.resolve("/api/returns/" + returnId));
      out.println("  curl -u admin '" + to.resolve("/api/exceptions?returnId=" + returnId) + "'");
      out.println(
          "If Reveni does not have the return, there is nothing at first, and a case RETURN_NOT_FOUND after 5 minutes"
              + " (opens_after of exceptions.csv).");
      return 0;
    }
    out.println(
        address
            + " answered "
            + answer.statusCode()
            + ": "
            + body.path("detail").asText(body.path("title").asText("no reason given"))
            + remedy(answer.statusCode()));
    return 1;
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401 -> "; the running program has another key for this store, or another clock";
      case 404 -> "; the running program has other tables, or it is another program";
      case 503 -> "; nothing was stored: look at its log, then send it again";
      default -> "";
    };
  }
}
