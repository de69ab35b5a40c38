package io.returnbridge.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** Files that nobody but their owner can read, change or look for. */
final class OwnerOnly {

  static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = of("rwx------");
  static final FileAttribute<Set<PosixFilePermission>> FILE = of("rw-------");

  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private OwnerOnly() {}

  /**
   * Takes from others what they may do with a directory and everything in it. Links are not
   * followed.
   *
   * @throws StorageFailure when the directory itself is another user's
   */
  static void tighten(Path directory) throws IOException {
    Path real = directory.toRealPath();
    UserPrincipal owner = Files.getOwner(real);
    UserPrincipal us = us(real);
    if (!owner.equals(us)) {
      throw new StorageFailure(
          ("DATA_DIR %s belongs to user %s, who could read customers' data in it: give it to %s"
                  + " (chown -R), or set DATA_DIR to a new folder inside of it")
              .formatted(real, owner.getName(), us.getName()));
    }
    Files.walkFileTree(real, new Tightening());
  }

  /** Whom a new file belongs to, which need not have a name. */
  private static UserPrincipal us(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "owner-", "", FILE);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static final class Tightening extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      return tightened(directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      return attributes.isSymbolicLink() ? FileVisitResult.CONTINUE : tightened(file);
    }

    /** A PostgreSQL that a killed process left running still writes and deletes files here. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    private static FileVisitResult tightened(Path file) throws IOException {
      try {
        Set<PosixFilePermission> now =
            Files.readAttributes(file, PosixFileAttributes.class).permissions();
        Set<PosixFilePermission> ours = EnumSet.noneOf(PosixFilePermission.class);
        ours.addAll(now);
        if (ours.removeAll(OF_OTHERS)) {
          Files.setPosixFilePermissions(file, ours);
        }
      } catch (NoSuchFileException gone) {
        return FileVisitResult.CONTINUE;
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> of(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
