package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The README's commands are run as they stand; what it points to is there. */
class ReadmeIT {

  private static final Path README = Path.of("README.md");

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher block =
        Pattern.compile("```sh\\n(.*?)\\n```", Pattern.DOTALL).matcher(Files.readString(README));
    while (block.find()) {
      commands.add(block.group(1));
    }
    return commands;
  }

  @Test
  void itIsShortAndItsLinksAndRoutesAreThere() throws IOException {
    String text = Files.readString(README);
    assertThat(Files.readAllLines(README)).hasSizeLessThan(120);
    Matcher link = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(text);
    while (link.find()) {
      if (!link.group(1).startsWith("http")) {
        assertThat(Path.of(link.group(1))).exists();
      }
    }
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      routes
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".camel.yaml"))
          .forEach(
              name -> assertThat(text).contains("| `" + name.replace(".camel.yaml", "") + "` |"));
    }
  }

  @Test
  void theTestCommandIsTheOneOfTheBuild() throws IOException {
    assertThat(commands()).hasSize(2);
    assertThat(Files.readString(Path.of(".ci/run"))).endsWith("exec " + commands().get(1) + "\n");
  }

  /** The build's half of the command is what has made the program that is run here. */
  @Test
  void theFirstCommandPlaysADayAndStaysUp() throws Exception {
    String[] parts = commands().get(0).split(" && ");
    assertThat(parts).hasSize(2);
    assertThat(parts[0]).isEqualTo("mvn -B -ntp -q package -DskipTests");
    Path folder = Path.of("target/journey/readme").toAbsolutePath();
    Files.createDirectories(folder);
    Path output = folder.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec " + parts[1])
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    int port = Ports.free();
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CTP_"));
    environment.putAll(Program.AS_SHORT_LIVED);
    environment.put("HTTP_PORT", Integer.toString(port));
    environment.put("DATA_DIR", folder.resolve("data").toString());
    Process sandbox = builder.start();
    try {
      Awaitility.await("the day's sentence, see " + output)
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !sandbox.isAlive() || Files.readString(output).contains("The day is "));
      String text = Files.readString(output);
      assertThat(text)
          .containsPattern("The day is played: \\d+ returns on \\d+ orders, \\d+ credits")
          .contains("Ctrl-C ends everything");
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
              .build();
      HttpClient http = HttpClient.newHttpClient();
      Waiting.until(
          "the program to stay ready",
          () -> http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
      text.lines().filter(l -> l.startsWith("The day is")).forEach(System.out::println);
      assertThat(besideIt(text, "setup --apply")).contains("Nothing to do.");
      String id =
          text.lines().filter(l -> l.matches("  [0-9a-f]{32} .*")).findFirst().orElseThrow();
      assertThat(besideIt(text, "payload try " + id.strip().split(" ")[0] + " --store es"))
          .contains("status");
    } finally {
      sandbox.destroy();
      assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(sandbox.exitValue()).isIn(0, 143);
  }

  /** A command in another shell, after the line that the sandbox prints for it. */
  private static String besideIt(String printed, String command) {
    String settings =
        printed.lines().filter(l -> l.contains("sandbox.env")).findFirst().orElseThrow();
    Program.Ended ended =
        Image.ended(
            List.of(
                "sh",
                "-c",
                settings.substring(settings.indexOf(". '"))
                    + " && java -jar target/quarkus-app/quarkus-run.jar "
                    + command));
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }
}
