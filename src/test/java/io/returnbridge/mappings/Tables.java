package io.returnbridge.mappings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A copy of the shipped tables, of which a test breaks one. */
final class Tables {
  private final Path dir;

  Tables(Path temporary) throws IOException {
    dir = Files.createDirectory(temporary.resolve("mappings"));
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, dir.resolve(file.getFileName()));
      }
    }
  }

  Path file(String name) {
    return dir.resolve(name);
  }

  Tables write(String name, String... lines) throws IOException {
    return writeBytes(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A new file: to truncate one that was just written waits for the disk. */
  Tables writeBytes(String name, byte[] bytes) throws IOException {
    Files.deleteIfExists(file(name));
    Files.write(file(name), bytes);
    return this;
  }

  Tables replace(String name, String text, String by) throws IOException {
    String before = Files.readString(file(name));
    if (!before.contains(text)) {
      throw new IllegalArgumentException(name + " has no " + text);
    }
    return writeBytes(name, before.replace(text, by).getBytes(StandardCharsets.UTF_8));
  }

  Mappings load() {
    return Mappings.load(dir);
  }

  /** Each error as it is printed, its place beginning with {@code mappings/}. */
  List<String> errors() {
    MappingErrors thrown = catchThrowableOfType(MappingErrors.class, this::load);
    String prefix = dir.getParent() + "/";
    return thrown == null
        ? List.of()
        : thrown.errors().stream().map(error -> error.toString().replace(prefix, "")).toList();
  }
}
