package io.returnbridge.journey;

import io.returnbridge.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** What the embedded database of a running program holds. */
final class Rows {

  private final Database database;

  private Rows(Database database) {
    this.database = database;
  }

  /** To be asked for again after each start: the port may be another. */
  static Rows of(Program program) {
    Path data = program.dataDirectory();
    try {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(
          "jdbc:postgresql://127.0.0.1:"
              + Files.readString(data.resolve("postgres.port")).strip()
              + "/postgres");
      source.setUser("returnbridge");
      source.setPassword(Files.readString(data.resolve("postgres.password")).strip());
      return new Rows(new Database(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first column of each row, as text. */
  List<String> of(String sql, Object... parameters) {
    return database.query(sql, r -> r.text(1), parameters);
  }
}
