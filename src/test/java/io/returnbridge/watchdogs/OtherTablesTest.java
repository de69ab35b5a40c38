package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.reload.TestReplica;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.ThisReplica;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherTablesTest {

  private static final String GIFT =
      "regalo,changed-mind,shopper,Changed their mind,Ha cambiado de opinión";
  private static final String EVERY_NIGHT = "0 0 4 * * ?";

  @TempDir Path temporary;
  private final Database database = TestDatabase.clean();
  private final WorkList work = TestDatabase.work(database);

  private TestReplica replica(String name) {
    return new TestReplica(TestReplica.shipped(temporary, name), database, new ThisReplica())
        .begin();
  }

  private OtherTables looks(TestReplica replica) {
    return new OtherTables(database, replica.mappings, replica.book, work);
  }

  private void meets(Mappings tables, String code) {
    ReturnId id = new ReturnId("es", "r1");
    new Cases(database, tables)
        .open(
            new Origin("accept-return", id.subject(), id, null, null),
            Trouble.ofItem(code, "i1", Map.of("reason", "regalo", "sku", "S")));
  }

  private List<String> due() {
    return TestDatabase.takeDue(database).stream().map(w -> w.step()).sorted().toList();
  }

  private List<String> waiting() {
    return database.query(
        "select subject from work where waiting and due_at > now() order by 1", r -> r.text(1));
  }

  @Test
  void a_case_that_other_tables_can_settle_is_tried_again_once() {
    TestReplica one = replica("one");
    meets(one.mappings, "REASON_UNMAPPED");
    meets(one.mappings, "REASON_MISSING");
    assertThat(looks(one).look()).isZero();
    assertThat(due()).isEmpty();

    one.add("reason-codes.csv", GIFT).reload("ana");

    assertThat(looks(one).look()).isEqualTo(1);
    assertThat(due()).containsExactly("accept-return", "move-inspected-stock");
    assertThat(looks(one).look()).isZero();
    assertThat(due()).isEmpty();
  }

  @Test
  void who_was_at_work_with_the_old_tables_makes_it_be_tried_again() {
    TestReplica one = replica("one");
    MappingTables old = one.mappings.now();
    one.add("reason-codes.csv", GIFT).reload("ana");
    assertThat(looks(one).look()).isZero();

    meets(old, "REASON_UNMAPPED");

    assertThat(looks(one).look()).isEqualTo(1);
    assertThat(due()).contains("accept-return");

    meets(old, "REASON_UNMAPPED");
    assertThat(looks(one).look()).isEqualTo(1);
    meets(one.mappings, "REASON_UNMAPPED");
    assertThat(looks(one).look()).isZero();
  }

  @Test
  void a_replica_that_keeps_the_old_tables_has_nothing_tried() {
    TestReplica one = replica("one");
    TestReplica two = replica("two");
    meets(two.mappings, "CHANNEL_UNKNOWN");
    one.add("reason-codes.csv", GIFT).reload("ana");
    two.look();
    assertThat(looks(two).look()).isZero();

    assertThat(looks(one).look()).isEqualTo(1);

    assertThat(looks(two).look()).isZero();
    assertThat(looks(one).look()).isZero();
  }

  @Test
  void exchanges_go_on_once_their_store_no_longer_waits_for_acceptance() {
    TestReplica one = replica("one");
    String es = "es,,ES,EUR,es-ES,web-es,";
    one.replace("stores.csv", es + "agreed", es + "accepted").reload("ana");
    Instant later = Instant.now().plus(Duration.ofDays(3650));
    work.wakeAt("create-exchange-order", "es/r1", "batch:exchange_release=accepted of es", later);
    assertThat(looks(one).look()).isZero();
    assertThat(waiting()).containsExactly("es/r1");

    one.replace("stores.csv", es + "accepted", es + "agreed").reload("ana");

    assertThat(looks(one).look()).isEqualTo(1);
    assertThat(due()).containsExactly("create-exchange-order");
  }

  @Test
  void what_waits_for_a_schedule_that_is_gone_is_due_and_the_rest_waits() {
    TestReplica one = replica("one");
    Instant later = Instant.now().plus(Duration.ofHours(9));
    work.wakeAt("mirror-status", "es/gone", "batch:0 0 3 * * ?", later);
    work.wakeAt("mirror-status", "es/stays", "batch:" + EVERY_NIGHT, later);
    work.wakeAt("accept-return", "es/order", Watches.ORDER_AWAITED, later);

    one.replace("timing.csv", "*,realtime,", "*,batch," + EVERY_NIGHT).reload("ana");

    assertThat(looks(one).look()).isEqualTo(1);
    assertThat(TestDatabase.takeDue(database)).extracting(w -> w.subject()).containsOnly("es/gone");
    assertThat(waiting()).containsExactly("es/order", "es/stays");

    one.replace("timing.csv", "*,batch," + EVERY_NIGHT, "*,realtime,").reload("ana");

    assertThat(looks(one).look()).isEqualTo(1);
    assertThat(TestDatabase.takeDue(database))
        .extracting(w -> w.subject())
        .containsOnly("es/stays");
    assertThat(waiting()).containsExactly("es/order");
  }
}
