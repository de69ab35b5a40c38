package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commercetools.LastSeen.SeenEntry;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class StoredLastSeenTest {

  private static DataDirectory data;
  private static EmbeddedPostgres postgres;
  private static Database database;
  private static LastSeen lastSeen;

  @BeforeAll
  static void start(@TempDir Path directory) {
    data = DataDirectory.open(directory);
    postgres = EmbeddedPostgres.start(data);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.jdbcUrl());
    source.setUser(postgres.username());
    source.setPassword(postgres.password());
    Flyway.configure().dataSource(source).load().migrate();
    database = new Database(source);
    lastSeen = new StoredLastSeen(database);
  }

  @AfterAll
  static void stop() {
    postgres.close();
    data.close();
  }

  private static OrderView order(long version) {
    return order("id", version);
  }

  private static OrderView order(String id, long version) {
    return new OrderView(
        id,
        version,
        "A-1",
        null,
        new Money(7485, "EUR"),
        List.of(new OrderView.Line("l1", "TSHIRT", 3, false, "wh-es", null)),
        List.of(),
        OrderView.Fields.READY,
        Map.of(
            "reveniReturnIds", new FieldValue.Texts(List.of("r1")),
            "reveniUpdatedAt", new FieldValue.Moment(Instant.parse("2026-11-02T09:14:05.123Z")),
            "reveniRefundedAmount", new FieldValue.Amount(new Money(1, "EUR"))),
        Set.of("p1"),
        null,
        "Open",
        null);
  }

  @Test
  void the_newest_order_is_kept_as_it_was_until_it_is_forgotten() {
    lastSeen.saw(order(3));
    lastSeen.saw(order(2));

    assertThat(lastSeen.order("A-1")).contains(order(3));
    lastSeen.forgetOrder("A-1");
    assertThat(lastSeen.order("A-1")).isEmpty();
  }

  @Test
  void an_order_that_was_created_anew_under_its_number_replaces_the_deleted_one() {
    lastSeen.saw(order(3));
    OrderView anew = order("another-id", 1);

    lastSeen.saw(anew);

    assertThat(lastSeen.order("A-1")).contains(anew);
    lastSeen.forgetOrder("A-1");
  }

  @Test
  void the_newest_entry_is_kept_and_one_that_was_created_anew_replaces_it() {
    SeenEntry old = entry("e1", 7, "type");
    SeenEntry anew = entry("e2", 1, null);

    lastSeen.saw(old);
    lastSeen.saw(entry("e1", 6, null));
    assertThat(lastSeen.entry("TSHIRT", "wh-es")).contains(old);
    lastSeen.saw(anew);
    assertThat(lastSeen.entry("TSHIRT", "wh-es")).contains(anew);
    lastSeen.forgetEntry("TSHIRT", "wh-es");
    assertThat(lastSeen.entry("TSHIRT", "wh-es")).isEmpty();
  }

  @Test
  void a_view_of_another_version_of_the_program_is_read_again() {
    database.update(
        "insert into last_seen_order (order_number, version, view) values ('B', 1, '[]'::jsonb)");

    assertThat(lastSeen.order("B")).isEmpty();
  }

  private static SeenEntry entry(String id, long version, String typeId) {
    return new SeenEntry(new EntryView(id, version, "TSHIRT", "wh-es", 4, List.of("m1")), typeId);
  }
}
