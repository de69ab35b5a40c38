package io.returnbridge.store;

import io.returnbridge.model.Cause;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** One row for each write to commercetools. */
@ApplicationScoped
public class Effects {

  private final Database database;

  public Effects(Database database) {
    this.database = database;
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
    database.update(
        """
        insert into effect (resource, resource_key, version_before, version_after, step, subject, trigger, what)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        resource,
        resourceKey,
        versionBefore,
        versionAfter,
        cause.step(),
        cause.subject(),
        cause.trigger(),
        what);
    database.tell(
        Happened.effect(
            resource,
            resourceKey,
            (versionBefore == null ? "new" : versionBefore) + "-" + versionAfter,
            cause,
            what));
  }
}
