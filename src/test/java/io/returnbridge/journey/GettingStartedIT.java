package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.returnbridge.docs.Pages;
import io.returnbridge.docs.Pages.Block;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/getting-started.md, in one shell, as they stand there. */
class GettingStartedIT {

  private static final Path PAGE = Path.of("docs", "getting-started.md");
  private static final String END = "kill $program $outside";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path folder;

  /** Those of one shell; at {@link #END} it waits until the test has looked around. */
  private static String script(int port) {
    List<String> blocks =
        Pages.blocks(PAGE).stream()
            .filter(block -> block.language().equals("sh"))
            .map(Block::text)
            .toList();
    assertThat(blocks).hasSizeGreaterThan(8);
    String commands = String.join("\n", blocks).replace("HTTP_PORT=8080", "HTTP_PORT=" + port);
    assertThat(commands).contains("HTTP_PORT=" + port).contains(END);
    String looking = "touch done\nuntil [ -e seen ]; do sleep 0.2; done\n" + END + "\nwait";
    return "set -e\ntrap 'kill $program $outside || true' EXIT\n" + commands.replace(END, looking);
  }

  /** As in a clone: its files are the reader's to change. */
  private void copy(String part) throws Exception {
    Path to = Files.createDirectory(folder.resolve(part));
    try (Stream<Path> files = Files.list(Path.of(part))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private Map<String, String> exported() throws Exception {
    Map<String, String> variables = new HashMap<>();
    Matcher line =
        Pattern.compile("(?m)^export ([A-Z_]+)='([^']*)'$")
            .matcher(Files.readString(folder.resolve("outside.env")));
    while (line.find()) {
      variables.put(line.group(1), line.group(2));
    }
    return variables;
  }

  private JsonNode order(String number) throws Exception {
    Map<String, String> access = exported();
    String login = access.get("CTP_CLIENT_ID") + ":" + access.get("CTP_CLIENT_SECRET");
    String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    String bearer =
        read(HttpRequest.newBuilder(URI.create(access.get("CTP_AUTH_URL") + "/oauth/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build())
            .path("access_token")
            .asText();
    return read(
        HttpRequest.newBuilder(
                URI.create(
                    access.get("CTP_API_URL")
                        + "/"
                        + access.get("CTP_PROJECT_KEY")
                        + "/orders/order-number="
                        + number))
            .header("Authorization", "Bearer " + bearer)
            .build());
  }

  private JsonNode read(HttpRequest request) throws Exception {
    return json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Test
  void a_newcomer_with_tables_of_their_own_has_the_first_return_on_its_order_and_a_report()
      throws Exception {
    // Given
    Files.createSymbolicLink(folder.resolve("target"), Path.of("target").toAbsolutePath());
    copy("mappings");
    copy("routes");
    Path script = folder.resolve("script.sh");
    Files.writeString(script, script(Ports.free()));
    Path output = folder.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(CTP|REVENI|ALERTS)_.*"));
    builder.environment().putAll(Program.AS_SHORT_LIVED);

    // When
    Process shell = builder.start();
    try {
      // Six programs start one after the other.
      Awaitility.await("the commands to be done, see " + output)
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !shell.isAlive() || Files.exists(folder.resolve("done")));

      // Then
      String said = Files.readString(output);
      assertThat(shell.isAlive()).as(said).isTrue();
      assertThat(said)
          .contains("run setup --apply", " changes made.", " checks, 0 failed, ")
          .contains("Accepted as event", "\"items\":[]", "reveni-credit-", "1 refund was checked");
      assertThat(Files.readAllLines(folder.resolve("users.csv")))
          .hasSize(2)
          .last()
          .asString()
          .matches("ana,\\$2.*,finance,en");
      JsonNode order = order("ORDER-PT-1");
      assertThat(order.at("/custom/fields/reveniReturnIds")).hasSize(1);
      assertThat(order.at("/returnInfo/0/items/0").isObject()).isTrue();
    } finally {
      // Its last command and its trap end what it has started.
      Files.writeString(folder.resolve("seen"), "");
      shell.waitFor(90, TimeUnit.SECONDS);
    }
    assertThat(shell.isAlive()).isFalse();
    assertThat(shell.exitValue()).isZero();
  }
}
