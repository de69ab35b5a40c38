package io.returnbridge.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a container this process is the first, which reaps nobody, and numbers come again soon. */
class EmbeddedPostgresTest {

  @TempDir Path folder;

  @Test
  void a_dead_server_that_nobody_reaps_is_started_again() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 600").start();
    try {
      Awaitility.await("a dead child")
          .until(() -> parent.children().anyMatch(EmbeddedPostgresTest::isDead));
      startsAgainAlthoughItsNumberIs(parent.children().findFirst().orElseThrow().pid());
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void a_server_whose_number_a_thread_has_now_is_started_again() throws Exception {
    startsAgainAlthoughItsNumberIs(aThread());
  }

  @Test
  void a_user_without_a_name_gets_one_for_initdb() throws IOException {
    Path file = Files.createFile(folder.resolve("postgres.password"));

    Map<String, String> variables = NamelessUser.named("123456", file);

    Path users = folder.resolve("users");
    assertThat(variables)
        .containsEntry("LD_PRELOAD", "libnss_wrapper.so")
        .containsEntry("NSS_WRAPPER_PASSWD", users.toString());
    assertThat(users).content().startsWith("returnbridge:x:123456:");
    assertThat(NamelessUser.variables(file)).as("this user has a name").isEmpty();
  }

  private void startsAgainAlthoughItsNumberIs(long pid) throws Exception {
    AtomicBoolean mayStart = new AtomicBoolean();
    try (DataDirectory data = DataDirectory.open(folder.resolve("data"));
        EmbeddedPostgres server = EmbeddedPostgres.start(data, mayStart::get)) {
      Path pidFile = data.path("postgres/postmaster.pid");
      List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
      ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElseThrow().destroyForcibly();
      Awaitility.await("its end").until(() -> !answers(server));
      lines.set(0, Long.toString(pid));
      Files.write(pidFile, lines);

      mayStart.set(true);

      Awaitility.await("another server").atMost(Duration.ofMinutes(2)).until(() -> answers(server));
    }
  }

  private static boolean answers(EmbeddedPostgres server) {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password())) {
      return connection.isValid(10);
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean isDead(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"))
          .contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }

  private static long aThread() throws IOException {
    Path threads = Path.of("/proc/self/task");
    Assumptions.assumeTrue(Files.isDirectory(threads), "needs Linux");
    try (Stream<Path> all = Files.list(threads)) {
      return all.map(thread -> Long.parseLong(thread.getFileName().toString()))
          .filter(thread -> thread != ProcessHandle.current().pid())
          .findFirst()
          .orElseThrow();
    }
  }
}
