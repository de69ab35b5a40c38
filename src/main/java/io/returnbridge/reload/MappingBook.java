package io.returnbridge.reload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Happened;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which version of the mapping tables the installation works with, and which ones it has had. */
@ApplicationScoped
public class MappingBook {

  /** Who puts what lies in the folder into force by starting. */
  public static final String START = "start";

  /** The advisory lock under which the version changes. */
  private static final long LOCK = 0x6d617070696e6773L;

  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  /**
   * @param id counts up
   * @param who login name, or {@link #START}
   */
  public record Change(long id, String version, String who, Instant at) {}

  /** A replica that lives, and the version that it works with. */
  public record Replica(String id, String version) {}

  private final Database database;

  public MappingBook(Database database) {
    this.database = database;
  }

  /** The latest is the one in force. */
  public List<Change> changes(int most) {
    return database.query(
        "select id, version, who, at from mapping_change order by id desc limit ?",
        MappingBook::change,
        most);
  }

  public Optional<Change> inForce() {
    return changes(1).stream().findFirst();
  }

  /** The tables of a version as they were when it was put into force. */
  Optional<MappingFiles> files(Change change) {
    return database
        .find("select files from mapping_change where id = ?", r -> r.text(1), change.id())
        .map(json -> MappingFiles.of("mappings", texts(json)));
  }

  private static Map<String, String> texts(String json) {
    try {
      return Json.MAPPER.readValue(json, TEXTS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was written as JSON is none", e);
    }
  }

  /** Nobody else changes the version until the transaction ends. */
  void lock() {
    var unused = database.query("select pg_advisory_xact_lock(?)", r -> true, LOCK);
  }

  /**
   * Tells all replicas that this version is in force from now on. Nothing is told of the one that
   * is already. To be called in a transaction, under the {@link #lock}.
   */
  void announce(MappingTables tables, String who) {
    String before = inForce().map(Change::version).orElse("");
    if (before.equals(tables.version())) {
      return;
    }
    database.update(
        "insert into mapping_change (version, files, who) values (?, ?, ?)",
        tables.version(),
        Json.write(tables.files().texts()),
        who);
    Map<String, String> more = new LinkedHashMap<>();
    more.put("version", tables.version());
    more.put("before", before);
    database.tell(
        new Happened(
            Happened.Kind.DECISION, "mappings-in-force", null, null, null, null, "mappings", more));
  }

  /** What a replica works with from now on. */
  void uses(String replica, MappingTables tables) {
    database.update(
        "update replica set tables = ? where id = ? and tables is distinct from ?",
        tables.version(),
        replica,
        tables.version());
  }

  /**
   * Replicas that live and have begun to work.
   *
   * @param deadAfter without a beat of its heart
   */
  public List<Replica> replicas(Duration deadAfter) {
    return database.query(
        """
        select id, tables from replica
        where not ended and tables is not null and seen_at > clock_timestamp() - ? * interval '1 second'
        order by started_at, id
        """,
        r -> new Replica(r.text(1), r.text(2)),
        deadAfter.toSeconds());
  }

  private static Change change(Columns r) {
    return new Change(r.number(1), r.text(2), r.text(3), r.time(4));
  }
}
