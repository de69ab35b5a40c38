package io.returnbridge.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The directory (DATA_DIR) of the embedded storage. One process owns it at a time: the lock is the
 * operating system's, so that a killed process leaves none behind.
 */
public final class DataDirectory implements AutoCloseable {
  /** Few programs listen there, and no system that is not told to gives them away. */
  private static final int FIRST_PORT = 10_000;

  private static final int LAST_PORT = 19_999;

  private final Path root;
  private final FileChannel lock;
  private final Set<Integer> given = ConcurrentHashMap.newKeySet();

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Creates the directory when it is absent and takes its lock. Nobody else can read or change what
   * is in it: what others could, from an older version or a copy, is taken from them.
   *
   * @throws StorageFailure when the directory is another user's, who could let others in
   */
  public static DataDirectory open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      create(root);
      OwnerOnly.tighten(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StorageFailure(
            "DATA_DIR "
                + root
                + " is in use by another running process: stop that one, or give this one a DATA_DIR"
                + " of its own");
      }
      return new DataDirectory(root.toRealPath(), channel);
    } catch (IOException e) {
      throw new StorageFailure(
          "DATA_DIR "
              + root
              + " cannot be used ("
              + e
              + "): create it, or let this user write to it, or set another DATA_DIR",
          e);
    }
  }

  private static void create(Path root) throws IOException {
    Path parent = root.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.isDirectory(root)) {
      Files.createDirectory(root, OwnerOnly.DIRECTORY);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  public Path path(String name) {
    return root.resolve(name);
  }

  /**
   * The loopback port that goes with a name: the one of the last start while it is free, so that
   * what people pointed at it still works; otherwise a new one, which is kept. It is below those
   * that the system gives to whoever asks for any, so that no connection takes it meanwhile.
   */
  int port(String name) throws IOException {
    Path file = path(name + ".port");
    if (Files.exists(file)) {
      String kept = Files.readString(file).strip();
      if (kept.matches("[1-9][0-9]{0,4}")) {
        Optional<Integer> free = freePort(Integer.parseInt(kept));
        if (free.isPresent()) {
          return free.get();
        }
      }
    }
    int port = newPort();
    write(file, Integer.toString(port));
    return port;
  }

  /** A random secret that is kept under a name; a new one where there is none yet. */
  String secret(String name) throws IOException {
    Path file = path(name);
    String kept = Files.exists(file) ? Files.readString(file).strip() : "";
    if (!kept.isEmpty()) {
      return kept;
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    write(file, secret);
    return secret;
  }

  private int newPort() throws IOException {
    for (int tried = 0; tried < 100; tried++) {
      int wanted = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      if (given.add(wanted) && freePort(wanted).isPresent()) {
        return wanted;
      }
    }
    return freePort(0).orElseThrow(() -> new IOException("no free port on 127.0.0.1"));
  }

  private static Optional<Integer> freePort(int wanted) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
      return Optional.of(socket.getLocalPort());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Writes a small file whole: a crash leaves the old one or the new one, never a part. */
  static void write(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OwnerOnly.FILE);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.write(UTF_8.encode(content));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new StorageFailure("cannot release the lock of DATA_DIR " + root, e);
    }
  }
}
