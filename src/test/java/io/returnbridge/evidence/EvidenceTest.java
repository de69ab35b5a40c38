package io.returnbridge.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Inbox;
import io.returnbridge.store.Listing;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One bundle a return: complete, chained once, and verifiable also after something was erased. */
class EvidenceTest {

  private static final Listing.Sort<AuditTrail.Entry> NEWEST =
      new Listing.Sort<>(AuditTrail.TIMES.get(0), true);

  private static final ReturnId ID = new ReturnId("es", "r1");
  private static final Cause LINK = new Cause("link-credit", "es/r1", "event:e1");

  private Database database;
  private Evidence evidence;

  @BeforeEach
  void record() {
    database = TestDatabase.clean();
    evidence = new Evidence(database);
    new Inbox(database).add("accept-return", "webhook:es:ev-1:0123456789abcdef:signed", "es/r1");
    new Inbox(database).add("accept-return", "webhook:es:ev-2:0123456789abcdef", "es/r2");
    new Outbox(database)
        .add(
            "accept-return",
            "es/r1",
            List.of(
                OutboxRecord.of(
                    new ReturnEvent(
                        "refund-completed:es/r1:rf:1",
                        "refund-completed",
                        "es",
                        "r1",
                        "RMA-1",
                        "1001",
                        "rf",
                        Instant.parse("2026-11-20T10:00:00Z"),
                        "Refund of 24.95 EUR completed, paid by reveni"),
                    "returns.events.v1")));
    new Effects(database).record("payment", "reveni-credit-r1-rf", null, 1L, LINK, "created");
    new Effects(database)
        .record("payment", "other", null, 1L, new Cause("link-credit", "es/r2", "x"), "created");
    new Cases(database, Mappings.load(Path.of("mappings")))
        .open(
            new Origin("link-credit", "es/r1", ID, "RMA-1", "1001"),
            Trouble.of("CREDIT_MISMATCH", Map.of("detail", "the amounts differ")));
  }

  private Bundle bundle() {
    return evidence.of(ID, "RMA-1", "1001");
  }

  private static List<String> faults(Bundle bundle) {
    return Chain.faults(bundle, Optional.empty());
  }

  private static Bundle with(Bundle bundle, List<Chain.Entry> entries) {
    return new Bundle(
        bundle.format(),
        bundle.store(),
        bundle.returnId(),
        bundle.rmaNumber(),
        bundle.orderNumber(),
        bundle.asOf(),
        entries,
        bundle.head());
  }

  @Test
  void it_has_what_came_what_reveni_said_what_was_written_and_what_had_to_be_decided() {
    Bundle bundle = bundle();

    assertThat(bundle.entries())
        .extracting(Chain.Entry::kind)
        .containsExactlyInAnyOrder("webhook", "reveni", "write", "case");
    String all = Json.write(bundle);
    assertThat(all)
        .contains("\"signature\":\"verified\"", "\"eventId\":\"ev-1\"")
        .contains("Refund of 24.95 EUR completed")
        .contains("\"key\":\"reveni-credit-r1-rf\"", "\"versionAfter\":1")
        .contains("CREDIT_MISMATCH", "\"what\":\"opened\"")
        .doesNotContain("ev-2", "\"other\"");
    assertThat(faults(bundle)).isEmpty();
    assertThat(faults(Json.read(all, Bundle.class))).as("from its file").isEmpty();
  }

  @Test
  void what_is_recorded_later_is_chained_behind_and_what_was_chained_stays() {
    Bundle first = bundle();
    new Effects(database).record("order", "1001", 4L, 5L, LINK, "payment added");

    Bundle second = bundle();

    assertThat(second.entries())
        .hasSize(first.entries().size() + 1)
        .startsWith(first.entries().toArray(Chain.Entry[]::new));
    assertThat(Chain.faults(second, Optional.of(first))).isEmpty();
    assertThat(Chain.faults(first, Optional.of(second)))
        .containsExactly("it does not go on from the earlier bundle");
    assertThat(bundle().head()).as("nothing new").isEqualTo(second.head());
  }

  @Test
  void whatever_is_changed_left_out_put_in_or_cut_off_is_found() {
    Bundle bundle = bundle();
    List<Chain.Entry> all = bundle.entries();
    Chain.Entry second = all.get(1);
    ObjectNode other = ((ObjectNode) second.content()).deepCopy().put("did", "nothing");
    List<Chain.Entry> changed = new ArrayList<>(all);
    changed.set(
        1,
        new Chain.Entry(
            2, second.at(), second.kind(), other, second.salt(), second.digest(), second.hash()));
    List<Chain.Entry> later = new ArrayList<>(all);
    later.set(
        1,
        new Chain.Entry(
            2,
            second.at().plusSeconds(1),
            second.kind(),
            second.content(),
            second.salt(),
            second.digest(),
            second.hash()));
    List<Chain.Entry> missing = new ArrayList<>(all);
    missing.remove(1);

    assertThat(faults(with(bundle, changed)))
        .containsExactly("entry 2: its content is not what was recorded");
    assertThat(faults(with(bundle, later))).containsExactly("entry 2: the chain is broken here");
    assertThat(faults(with(bundle, missing)))
        .containsExactly("entry 2 is missing: the next is entry 3");
    assertThat(faults(with(bundle, all.subList(0, all.size() - 1))))
        .containsExactly("its end is missing: the last entry is not the head of the chain");
    Chain.Entry forged = Chain.next(all.get(0).hash(), 2, second.at(), second.kind(), other, "00");
    List<Chain.Entry> rewritten = new ArrayList<>(all);
    rewritten.set(1, forged);
    assertThat(faults(with(bundle, rewritten))).contains("entry 3: the chain is broken here");
  }

  @Test
  void what_is_erased_is_gone_and_the_chain_is_whole_all_the_same() {
    Bundle before = bundle();
    database.update("update evidence set content = null, salt = null where kind = 'case'");

    Bundle erased = bundle();

    assertThat(faults(erased)).isEmpty();
    assertThat(Chain.faults(erased, Optional.of(before))).isEmpty();
    assertThat(Json.write(erased)).doesNotContain("CREDIT_MISMATCH");
    assertThat(erased.entries()).hasSameSizeAs(before.entries());
  }

  @Test
  void the_database_changes_neither_a_chain_nor_what_was_written() {
    bundle();

    for (String change :
        List.of(
            "update evidence set content = '{}' where n = 1",
            "update evidence set content = null, salt = null, digest = 'x' where n = 1",
            "update evidence set salt = null where n = 1",
            "delete from evidence",
            "update effect set what = 'nothing'",
            "delete from effect",
            "update inbox set subject = 'es/r2'",
            "delete from inbox",
            "update outgoing set payload = '{}'",
            "delete from outgoing")) {
      assertThatThrownBy(() -> database.update(change)).as(change).isNotNull();
    }
    assertThat(faults(bundle())).isEmpty();
    new Outbox(database).published(new Outbox(database).unpublished("accept-return", "es/r1"));
  }

  /** By whoever may switch triggers off, in any row. */
  @Test
  void whatever_is_changed_in_the_table_of_the_chain_is_found() {
    int entries = bundle().entries().size();
    List<String> changes =
        List.of(
            "content = jsonb_set(content::jsonb, '{more}', '1')::text",
            "content = null",
            "salt = 'ab'",
            "salt = null",
            "digest = repeat('0', 64)",
            "hash = repeat('0', 64)",
            "at = at + interval '1 microsecond'",
            "kind = 'scan'",
            "n = n + 1000");

    for (int n = 1; n <= entries; n++) {
      for (String change : changes) {
        List<String> found = behindTheTriggers("update evidence set " + change + " where n = " + n);
        assertThat(found).as("%s in entry %d", change, n).isNotEmpty();
      }
    }
    for (int n = 1; n < entries; n++) {
      assertThat(behindTheTriggers("delete from evidence where n = " + n)).isNotEmpty();
    }
    assertThat(behindTheTriggers("select 1")).as("nothing is changed").isEmpty();
  }

  /** What is found after the change, which is taken back. */
  private List<String> behindTheTriggers(String change) {
    try {
      return database.inTransaction(
          () -> {
            database.update("set local session_replication_role = replica");
            database.update("alter table evidence drop constraint if exists evidence_check");
            if (change.startsWith("select")) {
              database.query(change, r -> 1);
            } else {
              database.update(change);
            }
            throw new Found(faults(bundle()));
          });
    } catch (Found found) {
      return found.faults;
    }
  }

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> faults;

    Found(List<String> faults) {
      super("taken back");
      this.faults = faults;
    }
  }

  @Test
  void the_audit_is_by_person_case_and_time_newest_first_and_in_pages() {
    String id = database.query("select id from exception_case", r -> r.text(1)).get(0);
    database.update(
        "insert into case_history (case_id, who, what, note) values (?, 'ana', 'assigned', 'mine')",
        id);
    AuditTrail trail = new AuditTrail(database);

    List<AuditTrail.Entry> all =
        trail.list(new AuditTrail.Filter(null, id, null, null), NEWEST, null, 10);
    assertThat(all).extracting(AuditTrail.Entry::what).containsExactly("assigned", "opened");
    assertThat(all.get(0).returnId()).isEqualTo("r1");
    assertThat(trail.list(new AuditTrail.Filter("ana", null, null, null), NEWEST, null, 10))
        .extracting(AuditTrail.Entry::note)
        .containsExactly("mine");
    assertThat(
            trail.list(
                new AuditTrail.Filter(null, null, null, null),
                NEWEST,
                new Listing.After(all.get(0).at(), all.get(0).id()),
                10))
        .containsExactly(all.get(1));
    assertThat(
            trail.list(
                new AuditTrail.Filter(null, null, all.get(0).at().plusMillis(1), null),
                NEWEST,
                null,
                10))
        .isEmpty();
    assertThat(
            trail.list(new AuditTrail.Filter(null, null, null, all.get(1).at()), NEWEST, null, 10))
        .isEmpty();
  }
}
