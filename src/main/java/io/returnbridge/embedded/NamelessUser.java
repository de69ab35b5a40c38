package io.returnbridge.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * PostgreSQL's {@code initdb} asks the system for the name of the user that it runs as, and ends
 * without one; a container may run as any number. The library nss_wrapper, where it is installed,
 * answers for the system.
 */
final class NamelessUser {

  private NamelessUser() {}

  /**
   * What {@code initdb} needs in its environment; nothing when its user has a name.
   *
   * @param ours a file of that user, beside which the user's name is written down
   */
  static Map<String, String> variables(Path ours) throws IOException {
    String user = Files.getAttribute(ours, "unix:uid").toString();
    return Files.getOwner(ours).getName().equals(user) ? named(user, ours) : Map.of();
  }

  static Map<String, String> named(String user, Path ours) throws IOException {
    Path users = ours.resolveSibling("users");
    String group = Files.getAttribute(ours, "unix:gid").toString();
    DataDirectory.write(users, "returnbridge:x:%s:%s::/:/bin/false\n".formatted(user, group));
    return Map.of(
        "LD_PRELOAD", "libnss_wrapper.so",
        "NSS_WRAPPER_PASSWD", users.toString(),
        "NSS_WRAPPER_GROUP", "/etc/group");
  }
}
