package io.returnbridge.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
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
}
