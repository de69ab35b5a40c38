package io.returnbridge.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked once from this application's libraries: into the user's cache
 * ({@code XDG_CACHE_HOME}, else {@code ~/.cache}), or beside the data where there is none.
 */
record PostgresBinaries(Path directory, List<String> prefix) {

  static PostgresBinaries unpack(Path dataDirectory) throws IOException {
    String archive = archive(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    URL resource = Thread.currentThread().getContextClassLoader().getResource(archive);
    if (resource == null) {
      throw new StorageFailure(
          "there is no embedded PostgreSQL for this machine ("
              + archive
              + "): set QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD to use a server");
    }
    URLConnection connection = resource.openConnection();
    Path parent = cache().orElse(dataDirectory);
    // The archive's length tells one release from another.
    Path directory = parent.resolve("postgres-" + connection.getContentLengthLong());
    if (!Files.exists(directory)) {
      Path fresh = Files.createTempDirectory(parent, "postgres-new-");
      try (InputStream in = connection.getInputStream()) {
        extract(in, fresh);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        delete(fresh);
        if (!Files.exists(directory)) {
          throw e;
        }
      }
    }
    return new PostgresBinaries(directory, userNamespace());
  }

  private static Optional<Path> cache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home", ""), ".cache")
            : Path.of(configured);
    if (!base.isAbsolute()) {
      return Optional.empty();
    }
    Path cache = base.resolve("returnbridge");
    try {
      Files.createDirectories(cache);
      return Files.isWritable(cache) ? Optional.of(cache) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The archive among this application's libraries that is for such a machine. */
  static String archive(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    String machine =
        switch (arch) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> arch;
        };
    return "postgres-" + system + "-" + machine + ".txz";
  }

  /**
   * PostgreSQL refuses to run as root. As root it is started in a user namespace of its own, where
   * it has no name and no privileges, and still owns its files.
   */
  private static List<String> userNamespace() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    try {
      Process probe =
          new ProcessBuilder("unshare", "-U", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (probe.waitFor() == 0) {
        return List.of("unshare", "-U");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new StorageFailure(asRoot(), e);
    }
    throw new StorageFailure(asRoot());
  }

  private static String asRoot() {
    return "the embedded PostgreSQL cannot run as root here (`unshare -U` is not allowed): start as"
        + " another user, or set QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD to use a"
        + " server";
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    Files.createDirectories(target);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Path parent = path.getParent();
          if (parent != null) {
            Files.createDirectories(parent);
          }
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0 || path.startsWith(target.resolve("bin"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  /** The command line of one of the programs. */
  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(directory.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
