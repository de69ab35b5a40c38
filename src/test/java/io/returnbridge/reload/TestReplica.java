package io.returnbridge.reload;

import io.returnbridge.commercetools.Lack;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ThisReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One replica of several over one database, with a folder of tables of its own. */
public final class TestReplica {

  public final MappingsInForce mappings;
  public final MappingBook book;
  final AnnouncedMappings announced;
  final ThisReplica id;

  /** Codes and channels that commercetools has not. */
  final Set<String> missing = new TreeSet<>();

  private final Path folder;
  private final Database database;
  private final MappingReload reload;

  /**
   * @param folder with the tables of its start
   */
  public TestReplica(Path folder, Database database, ThisReplica id) {
    this.folder = folder;
    this.database = database;
    this.id = id;
    Settings settings = settings(folder);
    mappings = new MappingsInForce(Mappings.load(folder));
    book = new MappingBook(database);
    announced = new AnnouncedMappings(mappings, book, database, settings, id, false);
    reload = new MappingReload(settings, this::lacks, announced);
  }

  TestReplica(Path folder, Database database) {
    this(folder, database, new ThisReplica());
  }

  /**
   * Of a folder that changes to another one.
   *
   * @param atStart what the folder has when it starts
   */
  public TestReplica(
      MappingTables atStart,
      Supplier<Path> folder,
      Settings settings,
      Database database,
      ThisReplica id) {
    this.folder = folder.get();
    this.database = database;
    this.id = id;
    mappings = new MappingsInForce(atStart);
    book = new MappingBook(database);
    announced = new AnnouncedMappings(mappings, book, database, settings, folder, id, false);
    reload = new MappingReload(settings, this::lacks, announced);
  }

  /** As {@link #reload}, of tables that are known to be valid. */
  public void announce(MappingTables tables, String who) {
    announced.announce(tables, who);
  }

  /** It begins to work; its heart has begun to beat. */
  public TestReplica join() {
    announced.begin();
    return this;
  }

  private List<Lack> lacks(Wanted wanted) {
    return Stream.concat(
            wanted.reasons().keySet().stream()
                .filter(missing::contains)
                .map(code -> Lack.ofReason(code, "returnbridge-order")),
            wanted.stockChannels().stream()
                .filter(missing::contains)
                .map(key -> Lack.ofStockChannel(key, "\"" + key + "\" is no channel: add it")))
        .toList();
  }

  /** Its heart beats, as that of any replica, and it begins to work. */
  public TestReplica begin() {
    beat();
    announced.begin();
    return this;
  }

  void beat() {
    database.update(
        "insert into replica (id, seen_at) values (?, clock_timestamp()) on conflict (id) do update set seen_at = clock_timestamp()",
        id.id());
  }

  /** With the next beat. */
  public void look() {
    announced.look();
  }

  public void reload(String who) {
    reload.reload(who);
  }

  void end() {
    database.update("update replica set ended = true where id = ?", id.id());
  }

  Path folder() {
    return folder;
  }

  /** Its folder has one more line in a table. */
  public TestReplica add(String table, String line) {
    return write(table, read(table) + line + "\n");
  }

  public TestReplica replace(String table, String text, String by) {
    String before = read(table);
    if (!before.contains(text)) {
      throw new IllegalArgumentException(table + " has no " + text);
    }
    return write(table, before.replace(text, by));
  }

  private String read(String table) {
    try {
      return Files.readString(folder.resolve(table));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestReplica write(String table, String text) {
    try {
      Files.deleteIfExists(folder.resolve(table));
      Files.writeString(folder.resolve(table), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of the shipped tables. */
  public static Path shipped(Path parent, String name) {
    try {
      Path copy = Files.createDirectory(parent.resolve(name));
      try (Stream<Path> files = Files.list(Path.of("mappings"))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Settings settings(Path folder) {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    variables.put("MAPPINGS_DIR", folder.toString());
    Mappings.load(folder)
        .stores()
        .all()
        .forEach(
            row -> {
              variables.put("REVENI_" + row.environmentName() + "_STORE_ID", row.store());
              variables.put("REVENI_" + row.environmentName() + "_API_KEY", "key");
            });
    return Settings.read(variables);
  }
}
