package io.returnbridge.sandbox;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Empties a data directory, once the PostgreSQL that a killed process left running on it has
 * stopped. Follows no links.
 */
final class ErasedDirectory {

  private ErasedDirectory() {}

  /**
   * @throws io.returnbridge.embedded.StorageFailure when another process owns the directory; then
   *     nothing is erased
   */
  static void erase(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (DataDirectory owned = DataDirectory.open(directory)) {
      EmbeddedPostgres.stopLeftOver(owned);
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
