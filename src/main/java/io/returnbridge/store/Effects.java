package io.returnbridge.store;

import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Keys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One row for each write to commercetools, and for each record that a step of one's own did; by
 * which mapping tables, too.
 */
@ApplicationScoped
public class Effects {

  /** Enough of a digest to tell one value from another. */
  private static final int SHOWN = 24;

  private final Database database;
  private final Supplier<@Nullable String> tables;

  /** Nobody says by which mapping tables. */
  public Effects(Database database) {
    this(database, () -> null);
  }

  @Inject
  public Effects(Database database, Mappings mappings) {
    this(database, mappings::version);
  }

  private Effects(Database database, Supplier<@Nullable String> tables) {
    this.database = database;
    this.tables = tables;
  }

  /**
   * @param resource {@code order}, {@code payment}, {@code inventory-entry}
   * @param resourceKey order number, payment key, {@code channel/sku}
   * @param what the actions in short
   */
  public void record(
      String resource,
      String resourceKey,
      @Nullable Long versionBefore,
      @Nullable Long versionAfter,
      Cause cause,
      String what) {
    record(resource, resourceKey, versionBefore, versionAfter, cause, what, Map.of());
  }

  /**
   * As {@link #record}.
   *
   * @param values what was set, by its name on the resource: kept as digests, so that it is known
   *     again
   */
  public void record(
      String resource,
      String resourceKey,
      @Nullable Long versionBefore,
      @Nullable Long versionAfter,
      Cause cause,
      String what,
      Map<String, Object> values) {
    String rmaNumber =
        add(resource, resourceKey, versionBefore, versionAfter, cause, what, digests(values));
    database.tell(
        Happened.effect(
            resource,
            resourceKey,
            (versionBefore == null ? "new" : versionBefore) + "-" + versionAfter,
            cause,
            rmaNumber,
            what));
  }

  /** A step of one's own has done all that its route says with a record. */
  public void sent(Cause cause, Happened told) {
    String unused =
        add(
            told.what(),
            String.valueOf(told.more().get("key")),
            null,
            null,
            cause,
            "sent",
            Map.of());
    database.tell(told);
  }

  /** Whether one of these is what was last set here by its name. */
  public boolean wasSet(String resource, String resourceKey, Map<String, Object> values) {
    Map<String, String> last = new HashMap<>();
    database.query(
        """
        select d.key, d.value from effect e, jsonb_each_text(e.digests) d
        where e.resource = ? and e.resource_key = ? order by e.id
        """,
        r -> Optional.ofNullable(last.put(r.text(1), r.text(2))),
        resource,
        resourceKey);
    return digests(values).entrySet().stream()
        .anyMatch(value -> value.getValue().equals(last.get(value.getKey())));
  }

  private static Map<String, String> digests(Map<String, Object> values) {
    Map<String, String> digests = new TreeMap<>();
    values.forEach(
        (name, value) -> digests.put(name, Keys.sha256(Json.write(value)).substring(0, SHOWN)));
    return digests;
  }

  /** Returns the RMA number of the return that it is about, where that is known by now. */
  private @Nullable String add(
      String resource,
      String resourceKey,
      @Nullable Long versionBefore,
      @Nullable Long versionAfter,
      Cause cause,
      String what,
      Map<String, String> digests) {
    return database
        .query(
            """
            insert into effect (resource, resource_key, version_before, version_after, step, subject, trigger, what, tables, digests)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            returning (select rma_number from return_state r
              where r.store = split_part(effect.subject, '/', 1) and r.return_id = split_part(effect.subject, '/', 2)
                and effect.subject = r.store || '/' || r.return_id)
            """,
            r -> Optional.ofNullable(r.text(1)),
            resource,
            resourceKey,
            versionBefore,
            versionAfter,
            cause.step(),
            cause.subject(),
            cause.trigger(),
            what,
            tables.get(),
            digests.isEmpty() ? null : Json.write(digests))
        .get(0)
        .orElse(null);
  }
}
