package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.model.Returns;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteRecordsTest {

  private Database database;
  private RouteRecords records;

  @BeforeEach
  void empty() {
    database = TestDatabase.clean();
    records =
        new RouteRecords(
            database,
            TestSteps.ALL,
            TestSteps.topics(),
            null,
            new Subjects(new ReturnStates(database)));
  }

  @Test
  void a_step_shows_what_it_took_in_changed_and_told_and_not_what_a_record_says() {
    // Given
    new ReturnStates(database)
        .save(Returns.state(Returns.snapshot("received", 1, List.of(), List.of())));
    database.update(
        "insert into inbox (step, dedupe_key, subject) values ('link-credit', 'k1', 'es/r1')");
    database.update(
        "insert into effect (resource, resource_key, step, subject, what) values ('payment', 'p-1', 'link-credit', 'es/r1', 'create')");
    database.update(
        """
        insert into outgoing (id, step, subject, topic, record_key, payload, published_at)
        values ('o1', 'link-credit', 'es/r1', 'finance.credits.v1', 'r1', '{"name":"Ana Pérez"}', now())
        """);
    // When
    List<RouteRecords.Line> lines = records.recent("link-credit");
    // Then
    assertThat(lines)
        .extracting(RouteRecords.Line::kind)
        .containsExactlyInAnyOrder("taken", "changed", "told");
    assertThat(lines)
        .extracting(RouteRecords.Line::about)
        .containsOnly(new Subjects.About("RMA-1", "es/r1", "/console/returns/r1?store=es"));
    assertThat(lines)
        .extracting(RouteRecords.Line::detail)
        .contains("payment p-1: create", "finance.credits.v1");
    assertThat(lines.toString()).doesNotContain("Ana");
  }

  @Test
  void what_is_older_or_of_another_step_is_not_shown() {
    // Given
    database.update(
        "insert into inbox (step, dedupe_key, seen_at) values ('link-credit', 'k1', now() - interval '31 minutes'), ('accept-return', 'k2', now())");
    database.update(
        "insert into effect (resource, resource_key, step, subject, what, at) values ('payment', 'p-1', 'link-credit', 'es/r1', 'create', now() - interval '31 minutes')");
    // Then
    assertThat(records.recent("link-credit")).isEmpty();
  }

  @Test
  void a_return_that_is_not_known_leads_nowhere() {
    // Given
    database.update(
        "insert into inbox (step, dedupe_key, subject) values ('accept-return', 'k1', 'es/r1'), ('accept-return', 'k2', 'evt-1')");
    // Then
    assertThat(records.recent("accept-return"))
        .extracting(RouteRecords.Line::about)
        .containsExactlyInAnyOrder(
            new Subjects.About("es/r1", "es/r1", null), new Subjects.About("evt-1", "evt-1", null));
  }

  @Test
  void what_a_step_of_ones_own_was_given_leads_to_the_returns_of_its_key() {
    // Given
    database.update(
        "insert into inbox (step, dedupe_key, subject) values ('credit-to-erp', 'k1', 'own/credit-to-erp/O-1/a')");
    // Then
    assertThat(records.recent("credit-to-erp"))
        .extracting(RouteRecords.Line::about)
        .containsExactly(
            new Subjects.About("O-1/a", "own/credit-to-erp/O-1/a", "/console/returns?q=O-1%2Fa"));
  }

  @Test
  void the_stock_of_a_sku_is_no_return() {
    // Given
    database.update(
        "insert into effect (resource, resource_key, step, subject, what) values ('inventory-entry', 'k', 'apply-stock-movements', 'web-es/JACKET', 'add')");
    // Then
    assertThat(records.recent("apply-stock-movements"))
        .extracting(RouteRecords.Line::about)
        .containsExactly(new Subjects.About("web-es/JACKET", "web-es/JACKET", null));
  }

  @Test
  void only_steps_of_the_way_have_dead_letters() {
    assertThat(records.hasLetters("accept-return")).isTrue();
    assertThat(records.hasLetters("sweep")).isFalse();
    assertThat(records.topic("accept-return")).endsWith(".accept-return.dlt");
  }
}
