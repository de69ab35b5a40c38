package io.returnbridge.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Watches the room on the disk of DATA_DIR. When there is too little left, nothing more is to be
 * taken in, and a ballast file is given up, so that what the embedded Kafka and PostgreSQL still
 * have to write finds room: neither of them survives a write for which there is none. When there is
 * room again the ballast comes back, and work goes on by itself.
 */
public final class DiskSpace implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DiskSpace.class);

  private static final long MEGABYTE = 1 << 20;
  static final long BALLAST = 64 * MEGABYTE;

  /** With less than this nothing is taken in. */
  static final long LOW = 32 * MEGABYTE;

  /** Beyond the ballast, before work goes on: otherwise it would stop again at once. */
  private static final long AGAIN = 2 * LOW;

  private static final long LOOK_MILLIS = 100;
  private static final int PAGE = 4096;

  private final Path directory;
  private final Path ballast;
  private final FileStore disk;
  private final Thread watcher;
  private volatile boolean low;
  private volatile long room;

  private DiskSpace(Path directory, FileStore disk) {
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
    this.disk = disk;
    this.watcher = new Thread(this::watch, "disk-space");
    watcher.setDaemon(true);
  }

  /** Begins to watch. */
  public static DiskSpace of(DataDirectory data) {
    Path directory = data.path("");
    try {
      DiskSpace space = new DiskSpace(directory, Files.getFileStore(directory));
      space.look();
      space.watcher.start();
      return space;
    } catch (IOException e) {
      throw new StorageFailure("DATA_DIR " + directory + " does not say how much room it has", e);
    }
  }

  /** Whether there is too little room to take anything in. */
  public boolean isLow() {
    return low;
  }

  /** What is left, as last looked at. */
  public long megabytes() {
    return room / MEGABYTE;
  }

  /** What an operator is told. */
  public String directory() {
    return directory.toString();
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        look();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      room = disk.getUsableSpace();
      boolean holds = Files.exists(ballast);
      if (!low && room < LOW) {
        low = true;
        LOG.errorf(
            "DATA_DIR %s has only %d MB left: nothing more is taken in (503) until there are %d MB;"
                + " give the disk room",
            directory, room / MEGABYTE, (BALLAST + AGAIN) / MEGABYTE);
        Files.deleteIfExists(ballast);
      } else if (holds ? room >= AGAIN : room >= BALLAST + AGAIN) {
        if (!holds) {
          fill();
        }
        if (low) {
          low = false;
          LOG.infof("DATA_DIR %s has room again: work goes on", directory);
        }
      } else if (!low && !holds) {
        low = true;
        LOG.errorf(
            "DATA_DIR %s has only %d MB left: nothing is taken in (503) until there are %d MB;"
                + " give the disk room, or set another DATA_DIR",
            directory, room / MEGABYTE, (BALLAST + AGAIN) / MEGABYTE);
      }
    } catch (IOException e) {
      LOG.debugf("The room of DATA_DIR cannot be looked at: %s", e);
    }
  }

  /** Random, and no page twice, so that a disk that compresses keeps the room as well. */
  private void fill() throws IOException {
    SplittableRandom random = new SplittableRandom();
    byte[] block = new byte[(int) MEGABYTE];
    random.nextBytes(block);
    ByteBuffer pages = ByteBuffer.wrap(block);
    Path fresh = ballast.resolveSibling("ballast.new");
    try (OutputStream out = Files.newOutputStream(fresh)) {
      for (long written = 0; written < BALLAST; written += block.length) {
        for (int page = 0; page < block.length; page += PAGE) {
          pages.putLong(page, random.nextLong());
        }
        out.write(block);
      }
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    Files.move(fresh, ballast);
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
