package io.returnbridge.journey;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the operating system that some faults need. In CI they must be there. */
final class Tools {

  private Tools() {}

  /** Debian's package {@code faketime}: the wall clock is off by so much, the monotonic is not. */
  static List<String> fakeTime(String offset) {
    return List.of(find("faketime"), "--exclude-monotonic", "-f", offset);
  }

  /** Of util-linux: a disk of its own for what is started, as large as that, at a directory. */
  static List<String> onSmallDisk(Path directory, String size) {
    return List.of(
        find("unshare"),
        "--user",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        "mount -t tmpfs -o size=" + size + " none '" + directory + "' && exec \"$@\"",
        "sh");
  }

  private static String find(String name) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && System.getenv("CI") == null) {
      Assumptions.abort(name + " is not installed here");
    }
    return found
        .map(Path::toString)
        .orElseThrow(() -> new AssertionError(name + " is not installed, and this is CI"));
  }
}
