package io.returnbridge.api;

import io.returnbridge.settings.ConsoleUser;
import io.returnbridge.settings.ConsoleUsersFile;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The users of {@code CONSOLE_USERS}, as its file has them now. While the file is wrong, those of
 * before stay.
 */
@ApplicationScoped
public class ConsoleUsers {
  private static final Logger LOG = Logger.getLogger(ConsoleUsers.class);
  private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

  private record Version(FileTime changed, long size) {}

  private final Optional<Path> file;
  private Map<String, ConsoleUser> users;
  private Optional<Version> version;
  private long lookedAt = System.nanoTime();

  public ConsoleUsers(Settings settings) {
    this.file = settings.consoleUsers();
    this.version = file.flatMap(ConsoleUsers::version);
    this.users = file.map(ConsoleUsersFile::read).orElse(Map.of());
  }

  public Optional<ConsoleUser> find(String name) {
    return Optional.ofNullable(now().get(name));
  }

  /** Of all users, in the order of the alphabet. */
  public List<String> names() {
    return now().keySet().stream().sorted().toList();
  }

  /** Who has the role of each of these owners of cases, in the order of the alphabet. */
  public List<String> deciding(Set<String> owners) {
    return now().values().stream()
        .filter(user -> user.roles().containsAll(owners))
        .map(ConsoleUser::name)
        .sorted()
        .toList();
  }

  private synchronized Map<String, ConsoleUser> now() {
    long now = System.nanoTime();
    if (file.isPresent() && now - lookedAt > LOOK) {
      lookedAt = now;
      look(file.get());
    }
    return users;
  }

  private void look(Path path) {
    Optional<Version> found = version(path);
    if (found.equals(version)) {
      return;
    }
    version = found;
    try {
      users = ConsoleUsersFile.read(path);
      LOG.infof("The users of %s are in force: %d", path, users.size());
    } catch (SettingsProblems e) {
      LOG.errorf(
          "CONSOLE_USERS has changed and is wrong; those of before stay. %s", e.getMessage());
    }
  }

  private static Optional<Version> version(Path path) {
    try {
      return Optional.of(new Version(Files.getLastModifiedTime(path), Files.size(path)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
