package io.returnbridge.journey;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the operating system that some faults need. In CI they must be there. */
public final class Tools {

  private Tools() {}

  /**
   * Variables of a process whose wall clock is off by so much, by Debian's package {@code
   * libfaketime}; its monotonic clock is right.
   */
  static Map<String, String> fakeTime(String offset) {
    Optional<Path> library =
        Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
            .map(machine -> Path.of("/usr/lib", machine, "faketime/libfaketime.so.1"))
            .filter(Files::isReadable)
            .findFirst();
    return Map.of(
        "LD_PRELOAD",
        required("libfaketime", library).toString(),
        "FAKETIME",
        offset,
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
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

  /** The path of a program. */
  public static String find(String name) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    return required(name, found).toString();
  }

  /** For what leaves files of any user. */
  static void needRoot() {
    if (!"root".equals(System.getProperty("user.name")) && System.getenv("CI") == null) {
      Assumptions.abort("needs root");
    }
  }

  static Path required(String name, Optional<Path> found) {
    if (found.isEmpty() && System.getenv("CI") == null) {
      Assumptions.abort(name + " is not installed here");
    }
    return found.orElseThrow(() -> new AssertionError(name + " is not installed, and this is CI"));
  }
}
