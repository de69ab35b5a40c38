package io.returnbridge.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.store.Database;
import io.returnbridge.store.Happened;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingReloadTest {

  private static final String GIFT =
      "regalo,changed-mind,shopper,Changed their mind,Ha cambiado de opinión";

  @TempDir Path temporary;
  private final List<Happened> told = new ArrayList<>();
  private final Database database = database();
  private int folders;

  private Database database() {
    TestDatabase.clean();
    return TestDatabase.telling(told::add);
  }

  private TestReplica replica() {
    return new TestReplica(TestReplica.shipped(temporary, "tables-" + folders++), database);
  }

  private static String code(TestReplica replica) {
    return replica.mappings.reasons().map("regalo").map(row -> row.code()).orElse("none");
  }

  private static List<String> faults(TestReplica replica) {
    return catchThrowableOfType(MappingErrors.class, () -> replica.reload("ana")).errors().stream()
        .map(e -> e.toString().replaceAll("^.*/(?=[a-z-]+\\.(csv|yaml))", ""))
        .toList();
  }

  private static List<String> changes(TestReplica replica) {
    return replica.book.changes(10).stream().map(c -> c.who()).toList();
  }

  @Test
  void other_tables_are_in_force_without_a_restart_and_it_is_known_who_wanted_it() {
    TestReplica one = replica().begin();
    String before = one.mappings.version();

    one.add("reason-codes.csv", GIFT).reload("ana");

    assertThat(code(one)).isEqualTo("changed-mind");
    assertThat(one.mappings.version()).isNotEqualTo(before);
    assertThat(one.book.inForce().orElseThrow().version()).isEqualTo(one.mappings.version());
    assertThat(changes(one)).containsExactly("ana", "start");
    assertThat(told).extracting(Happened::what).contains("mappings-in-force");
    assertThat(told.get(told.size() - 1).more())
        .containsEntry("version", one.mappings.version())
        .containsEntry("before", before);
  }

  @Test
  void the_same_tables_once_more_are_no_change() {
    TestReplica one = replica().begin();

    one.reload("ana");

    assertThat(changes(one)).containsExactly("start");
  }

  @Test
  void all_or_none_and_every_fault_is_said_with_its_place() {
    TestReplica one = replica().begin();
    String before = one.mappings.version();
    one.add("reason-codes.csv", GIFT).replace("timing.csv", "realtime,", "soon,");
    one.replace("dispositions.csv", "defective,a,quarantine", "defective,a,qurantine");

    assertThat(faults(one))
        .containsExactly(
            "dispositions.csv:11 column \"location\": \"qurantine\" is not a location of channels.csv"
                + " (did you mean \"quarantine\"?)",
            "timing.csv:6 column \"mode\": \"soon\" is not known: use one of realtime, batch");
    assertThat(code(one)).isEqualTo("none");
    assertThat(one.mappings.version()).isEqualTo(before);
    assertThat(changes(one)).containsExactly("start");
  }

  @Test
  void what_commercetools_and_the_settings_lack_is_refused_at_the_rows_that_want_it() {
    TestReplica one = replica().begin();
    one.add("reason-codes.csv", "regalo,unwanted-gift,shopper,Unwanted gift,Regalo no deseado");
    one.add("stores.csv", "fr,,FR,EUR,fr-FR,web-es,agreed");
    one.missing.add("unwanted-gift");
    one.missing.add("wh-es-quarantine");

    List<String> faults = faults(one);

    assertThat(faults).hasSize(3);
    assertThat(faults.get(0))
        .matches(
            "stores.csv:[0-9]+ column \"store\": REVENI_FR_STORE_ID and REVENI_FR_API_KEY are not set: .*restart with them");
    assertThat(faults.get(1))
        .matches(
            "reason-codes.csv:[0-9]+ column \"code\": \"unwanted-gift\" .*run setup --apply.*");
    assertThat(faults.get(2))
        .matches("channels.csv:[0-9]+ column \"stock_channel\": \"wh-es-quarantine\" .*");
    assertThat(code(one)).isEqualTo("none");

    one.missing.clear();
    one.replace("stores.csv", "fr,,FR,EUR,fr-FR,web-es,agreed\n", "").reload("ana");
    assertThat(code(one)).isEqualTo("unwanted-gift");
  }

  @Test
  void a_replica_takes_what_is_in_force_once_its_own_files_have_it() {
    TestReplica one = replica().begin();
    TestReplica two = replica().begin();
    TestReplica three = replica().begin();
    three.add("reason-codes.csv", GIFT);

    one.add("reason-codes.csv", GIFT).reload("ana");
    two.look();
    three.look();

    assertThat(code(three)).isEqualTo("changed-mind");
    assertThat(three.announced.difference()).isEmpty();
    assertThat(code(two)).isEqualTo("none");
    assertThat(two.announced.difference().orElseThrow())
        .contains(one.mappings.version(), two.mappings.version());
    assertThat(new MappingsHealth(two.mappings, two.announced).call().getStatus().name())
        .isEqualTo("DOWN");
    assertThat(one.book.replicas(java.time.Duration.ofSeconds(10)))
        .extracting(r -> r.version())
        .containsExactly(one.mappings.version(), two.mappings.version(), three.mappings.version());

    two.add("reason-codes.csv", GIFT).look();

    assertThat(code(two)).isEqualTo("changed-mind");
    assertThat(new MappingsHealth(two.mappings, two.announced).call().getStatus().name())
        .isEqualTo("UP");
  }

  @Test
  void who_starts_alone_puts_its_own_into_force() {
    replica().begin().end();

    TestReplica next = replica().add("reason-codes.csv", GIFT);
    TestReplica started = again(next).begin();

    assertThat(code(started)).isEqualTo("changed-mind");
    assertThat(changes(started)).containsExactly("start", "start");
    assertThat(started.announced.difference()).isEmpty();
  }

  @Test
  void who_starts_beside_others_works_with_theirs_until_they_are_gone() {
    TestReplica old = replica().begin();
    TestReplica started = again(replica().add("reason-codes.csv", GIFT)).begin();

    assertThat(code(started)).isEqualTo("none");
    assertThat(started.mappings.version()).isEqualTo(old.mappings.version());
    assertThat(started.announced.difference()).isPresent();
    started.look();
    assertThat(started.announced.difference()).isPresent();

    old.end();
    started.look();

    assertThat(code(started)).isEqualTo("changed-mind");
    assertThat(started.announced.difference()).isEmpty();
    assertThat(changes(started)).containsExactly("start", "start");
  }

  @Test
  void tables_in_force_that_cannot_be_read_any_more_give_way() {
    replica().begin();
    database.inTransaction(
        () -> {
          database.update("set local session_replication_role = replica");
          database.update(
              "update mapping_change set version = 'older', files = '{\"stores.csv\":\"x\"}'");
        });

    TestReplica started = replica().begin();

    assertThat(started.book.inForce().orElseThrow().version())
        .isEqualTo(started.mappings.version());
  }

  @Test
  void who_put_what_into_force_stays_as_it_was_written() {
    replica().begin();

    assertThatThrownBy(() -> database.update("update mapping_change set who = 'x'"))
        .hasMessageContaining("append-only");
  }

  /** The same folder, read by a start. */
  private TestReplica again(TestReplica of) {
    return new TestReplica(of.folder(), database);
  }
}
