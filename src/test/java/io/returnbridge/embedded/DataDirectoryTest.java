package io.returnbridge.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path folder;

  @Test
  void a_name_keeps_its_port_as_long_as_nobody_else_has_it() throws IOException {
    int port;
    try (DataDirectory data = DataDirectory.open(folder)) {
      port = data.port("kafka");
    }
    try (DataDirectory data = DataDirectory.open(folder)) {
      assertThat(data.port("kafka")).isEqualTo(port);
      try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        assertThat(data.port("kafka")).isNotEqualTo(other.getLocalPort());
      }
    }
  }

  @Test
  void names_get_ports_of_their_own_that_no_connection_takes() throws IOException {
    try (DataDirectory data = DataDirectory.open(folder)) {
      Set<Integer> ports = new HashSet<>();
      for (int n = 0; n < 20; n++) {
        ports.add(data.port("name-" + n));
      }
      assertThat(ports).hasSize(20).allMatch(port -> port >= 10_000 && port < 20_000);
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void nobody_else_reads_what_is_in_it() throws IOException {
    Path fresh = folder.resolve("a/data");
    try (DataDirectory data = DataDirectory.open(fresh)) {
      assertThat(mode(fresh)).isEqualTo("rwx------");
      data.port("kafka");
      assertThat(data.secret("kafka.password"))
          .isEqualTo(data.secret("kafka.password"))
          .hasSizeGreaterThan(40);
      assertThat(mode(fresh.resolve("kafka.password"))).isEqualTo("rw-------");
    }
  }

  @Test
  void what_others_could_read_is_taken_from_them() throws IOException {
    // Given
    Path inner = Files.createDirectories(folder.resolve("kafka/topic-0"));
    Path log = Files.writeString(inner.resolve("0.log"), "somebody@example.com");
    Path program = Files.writeString(inner.resolve("program"), "");
    Path outside = Files.writeString(folder.resolveSibling(folder.getFileName() + "-x"), "");
    for (Path open : List.of(folder, folder.resolve("kafka"), inner, program)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    for (Path open : List.of(log, outside)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    }
    Files.createSymbolicLink(inner.resolve("link"), outside);

    // When
    DataDirectory.open(folder).close();

    // Then
    assertThat(List.of(mode(folder), mode(folder.resolve("kafka")), mode(inner), mode(program)))
        .containsOnly("rwx------");
    assertThat(mode(log)).isEqualTo("rw-------");
    assertThat(mode(outside)).isEqualTo("rw-r--r--");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("kafka", "lock");
    }
  }

  @Test
  void a_directory_of_somebody_else_is_refused_by_name() throws IOException {
    try {
      Files.setAttribute(folder, "unix:uid", 12345);
    } catch (FileSystemException onlyRootGivesFilesAway) {
      Assumptions.abort("needs root");
    }

    assertThatThrownBy(() -> DataDirectory.open(folder))
        .isInstanceOf(StorageFailure.class)
        .hasMessageContainingAll("DATA_DIR " + folder, "12345", "chown");
  }
}
