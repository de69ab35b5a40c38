package io.returnbridge.store;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One row for each write to commercetools, and for each record that a step of one's own did; by
 * which mapping tables, too.
 */
@ApplicationScoped
public class Effects {

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
    String rmaNumber = add(resource, resourceKey, versionBefore, versionAfter, cause, what);
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
        add(told.what(), String.valueOf(told.more().get("key")), null, null, cause, "sent");
    database.tell(told);
  }

  /** Returns the RMA number of the return that it is about, where that is known by now. */
  private @Nullable String add(
      String resource,
      String resourceKey,
      @Nullable Long versionBefore,
      @Nullable Long versionAfter,
      Cause cause,
      String what) {
    return database
        .query(
            """
            insert into effect (resource, resource_key, version_before, version_after, step, subject, trigger, what, tables)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            tables.get())
        .get(0)
        .orElse(null);
  }
}
