package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image of docker/Dockerfile, built and run by podman with runc: the image that it starts from
 * is pulled, or has been made by {@code .ci/java-base} where no registry answers.
 */
final class Image {

  private static final String TARGET = "target/journey/";
  private static final String LABEL = "org.opencontainers.image.title=Returnbridge";

  /** Without a network of its own, since what is outside of the program listens on loopback. */
  private static final List<String> AS_CAREFUL_PEOPLE_DO =
      List.of(
          "--network=host",
          "--read-only",
          "--read-only-tmpfs=false",
          "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=64m",
          "--cap-drop=all",
          "--security-opt=no-new-privileges",
          "--memory=1g",
          // Above what the machine allows, podman would fail.
          "--ulimit=nofile=4096:4096",
          "--ulimit=nproc=4096:4096",
          // Podman would write a name for the user into the container; Docker does not.
          "--passwd=false",
          // They are run by systemd, which need not be there; the tests ask by themselves.
          "--no-healthcheck");

  private final String podman = Tools.find("podman");
  private final String runc = Tools.find("runc");

  private final String name;

  private Image(String tag) {
    name = "localhost/returnbridge:" + tag;
  }

  /** Builds it of what is packaged, and throws away what earlier builds have left. */
  static Image build() {
    Image image = new Image("test");
    image.podman(
        "build",
        "--quiet",
        // Each step of the build is a process in another root directory, which works anywhere.
        "--isolation=chroot",
        "--network=host",
        // The other format has no health check.
        "--format=docker",
        "--file=docker/Dockerfile",
        "--tag=" + image.name,
        ".");
    image.podman("image", "prune", "--force", "--filter=label=" + LABEL);
    return image;
  }

  /** Made by the profile image-tar, of Java as the one above has it, and loaded. */
  static Image ofTar() throws IOException {
    Image image = new Image("test-tar");
    Path java = Path.of(TARGET + "java.tar").toAbsolutePath();
    Files.deleteIfExists(java);
    Files.createDirectories(java.getParent());
    image.podman(
        "save", "--quiet", "--format=docker-archive", "--output=" + java, javaOfDockerfile());
    Program.Ended made =
        ended(
            List.of(
                Tools.find("mvn"),
                "-B",
                "-ntp",
                "-q",
                "-Pimage-tar",
                "jib:buildTar",
                "-Djib.from.image=tar://" + java,
                "-Djib.to.image=" + image.name));
    assertThat(made.code()).as(made.output()).isZero();
    image.podman("load", "--quiet", "--input=target/returnbridge-image.tar");
    return image;
  }

  /** The command that runs a container of it, to its end. */
  List<String> run(String container, String user, Collection<String> variables, String... more) {
    List<String> command = new ArrayList<>(List.of(podman, "--runtime=" + runc, "run", "--rm"));
    command.addAll(AS_CAREFUL_PEOPLE_DO);
    command.addAll(List.of("--replace", "--name=" + container, "--user=" + user));
    variables.forEach(variable -> command.add("--env=" + variable));
    command.addAll(List.of(more));
    command.add(name);
    return command;
  }

  /** What it is, by a template of podman's. */
  String inspect(String template) {
    return podman("image", "inspect", "--format=" + template, name);
  }

  /** What it has beside the Java that it starts from. */
  long bytesBesideJava() throws IOException {
    String bytes = podman("image", "inspect", "--format={{.Size}}", javaOfDockerfile());
    return Long.parseLong(inspect("{{.Size}}")) - Long.parseLong(bytes);
  }

  private static String javaOfDockerfile() throws IOException {
    return Files.readAllLines(Path.of("docker/Dockerfile")).stream()
        .filter(line -> line.startsWith("ARG JAVA="))
        .map(line -> line.substring("ARG JAVA=".length()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * One step of the build that left something.
   *
   * @param madeBy the step
   */
  record Layer(long bytes, String madeBy) {}

  /** From the last to the first. */
  List<Layer> layers() throws IOException {
    JsonNode history =
        new ObjectMapper().readTree(podman("history", "--no-trunc", "--format=json", name));
    List<Layer> layers = new ArrayList<>();
    for (JsonNode step : history) {
      if (step.path("size").asLong() > 0) {
        layers.add(new Layer(step.path("size").asLong(), step.path("CreatedBy").asText()));
      }
    }
    return layers;
  }

  String podman(String... arguments) {
    Program.Ended ended =
        ended(Stream.concat(Stream.of(podman, "--runtime=" + runc), Stream.of(arguments)).toList());
    assertThat(ended.code()).as(String.join(" ", arguments) + "\n" + ended.output()).isZero();
    return ended.output();
  }

  static Program.Ended ended(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Program.Ended(process.waitFor(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
