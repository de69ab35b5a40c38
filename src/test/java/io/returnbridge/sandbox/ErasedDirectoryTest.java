package io.returnbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasedDirectoryTest {

  @TempDir Path folder;

  @Test
  void what_is_not_there_is_left_alone() throws IOException {
    ErasedDirectory.erase(folder.resolve("data"));

    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void a_server_that_a_kill_left_running_is_stopped_before_its_files_go() throws IOException {
    Path directory = folder.resolve("data");
    DataDirectory data = DataDirectory.open(directory);
    EmbeddedPostgres.start(data, () -> false);
    // A kill frees the lock, and leaves the server.
    data.close();
    Path pidFile = directory.resolve("postgres/postmaster.pid");
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip())).orElseThrow();
    assertThat(server.isAlive()).isTrue();

    ErasedDirectory.erase(directory);

    assertThat(directory).doesNotExist();
    assertThat(server.isAlive() && server.info().command().isPresent()).isFalse();
  }
}
