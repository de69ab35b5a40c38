package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.watchdogs.Watches;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of the version whose newest migration was 14, with rows as that program wrote them, is
 * brought to today's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderDatabasesTest {

  private static final String OLDER = "14";
  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private Database database;
  private ReturnStates states;

  @BeforeAll
  void an_older_database_is_upgraded() {
    Database server = new Database(source(""));
    server.update("drop database if exists older");
    server.update("create database older");
    PGSimpleDataSource source = source("older");
    Flyway.configure().dataSource(source).target(OLDER).load().migrate();
    database = new Database(source);
    insert();
    ended("left-unfinished", 40);
    ended("left-young", 29);
    ended("over", 31);

    Flyway.configure().dataSource(source).load().migrate();

    states = new ReturnStates(database, new Watches(database, cases(), MAPPINGS));
  }

  private Cases cases() {
    return new Cases(database, MAPPINGS);
  }

  private static PGSimpleDataSource source(String name) {
    DatabaseServer server = TestDatabase.server();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(server.username().orElseThrow());
    source.setPassword(server.password().orElseThrow());
    if (!name.isEmpty()) {
      source.setDatabaseName(name);
    }
    return source;
  }

  private void insert() {
    try (InputStream file =
        OlderDatabasesTest.class.getResourceAsStream("/store/version-14.json")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      Json.read(text, JsonNode.class)
          .fields()
          .forEachRemaining(
              table ->
                  database.update(
                      "insert into %s select * from jsonb_populate_recordset(null::%s, ?::jsonb)"
                          .formatted(table.getKey(), table.getKey()),
                      Json.write(table.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ended(String id, int days) {
    database.update(
        "update return_state set terminal_since = now() - ? * interval '1 day' where return_id = ?",
        days,
        id);
  }

  private ReturnState state(String id) {
    return states.find(new ReturnId("es", id)).orElseThrow();
  }

  @Test
  void every_return_is_read_and_saved_as_before() {
    List<String> ids =
        database.query("select return_id from return_state order by return_id", r -> r.text(1));
    assertThat(ids).hasSize(9);
    for (String id : ids) {
      ReturnState before = state(id);
      ReturnState after = states.save(before);
      assertThat(after.withVersion(before.version())).as(id).isEqualTo(before);
      assertThat(state(id)).as(id).isEqualTo(after);
    }
    assertThat(state("inspected").units())
        .extracting(u -> Objects.requireNonNull(u.outcome()).grade())
        .containsExactly("a", "c");
  }

  @Test
  void what_is_watched_goes_on_from_where_it_was() {
    states.save(state("inspected"));

    assertThat(
            database.query(
                "select code || ' ' || since from watch where return_id = 'inspected' order by code",
                r -> r.text(1)))
        .hasSize(2)
        .allMatch(watch -> watch.contains(" 2026-11-02 "));
  }

  @Test
  void a_return_is_found_by_the_exchange_order_that_it_names() {
    assertThat(states.originalOf("EX-RMA-exchanged")).isEqualTo("O-7");
    assertThat(states.withGoodsOf("EX-RMA-exchanged")).containsExactly(state("back"));
    assertThat(
            database.query(
                "select indexname from pg_indexes where indexname in (?, ?)",
                r -> r.text(1),
                "return_state_by_named_order",
                "allocation_by_order"))
        .hasSize(2);
  }

  @Test
  void what_was_taken_in_as_of_a_time_to_come_was_told_when_it_was_saved() {
    assertThat(state("ahead").timeline())
        .extracting(ReturnState.TimelineEntry::at)
        .containsExactly(
            Instant.parse("2026-11-02T09:14:05Z"), Instant.parse("2026-11-03T10:00:00Z"));
    assertThat(state("ahead-over").timeline()).isEmpty();
    assertThat(terminalSince("ahead-over")).isAfter(Instant.now().minus(Duration.ofDays(1)));
    assertThat(terminalSince("ahead-over")).isBefore(Instant.now().plus(Duration.ofDays(1)));
    assertThat(state("left-open").timeline())
        .extracting(ReturnState.TimelineEntry::at)
        .containsExactly(Instant.parse("2026-11-02T09:14:05Z"));
  }

  private Instant terminalSince(String id) {
    return database
        .find("select terminal_since from return_state where return_id = ?", r -> r.time(1), id)
        .orElseThrow();
  }

  @Test
  void what_is_not_over_is_read_again_and_what_is_over_is_not() {
    assertThat(
            database.query(
                "select return_id from return_state where in_sweep order by return_id",
                r -> r.text(1)))
        .containsExactly(
            "ahead",
            "ahead-over",
            "back",
            "exchanged",
            "inspected",
            "left-open",
            "left-unfinished",
            "left-young");
  }

  @Test
  void a_verdict_without_an_answer_is_in_doubt() {
    assertThat(
            database.query(
                """
                select item_id from verdict where doubtful and pending_since is null and confirmed_at is null
                """,
                r -> r.text(1)))
        .containsExactly("i2");
  }
}
