package io.returnbridge.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MappingTrialTest {

  private static final MappingTables SHIPPED = Mappings.load(Path.of("mappings"));

  private static MappingFiles with(String table, String text, String by) {
    Map<String, String> texts = SHIPPED.files().texts();
    assertThat(texts.get(table)).contains(text);
    texts.computeIfPresent(table, (name, before) -> before.replace(text, by));
    return MappingFiles.of("mappings", texts);
  }

  private static Unit unit(String code) {
    return Unit.of("i1", 1, "TSHIRT").withReasonCode(code).withReceived(true);
  }

  private static ReturnState state(String reason, Unit unit) {
    return Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "TSHIRT", 1, reason)), List.of()),
            unit)
        .withTimeline(new TimelineEntry(Returns.T0, "return-shipped", "x"));
  }

  private static List<String> changes(MappingFiles others, ReturnState state) {
    return new MappingTrial(SHIPPED, MappingTables.of(others))
        .of(state, List.of(), List.of(new MappingTrial.OpenCase("REASON_UNMAPPED", "i1"))).stream()
            .map(
                c ->
                    c.kind()
                        + " "
                        + c.about()
                        + ": "
                        + c.before()
                        + " → "
                        + c.after()
                        + "; "
                        + c.note())
            .toList();
  }

  private static String row(String table, String beginning) {
    return SHIPPED
        .files()
        .text(table)
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_same_tables_change_nothing() {
    assertThat(changes(SHIPPED.files(), state("too_small", unit("too-small")))).isEmpty();
  }

  @Test
  void a_new_reason_and_one_that_is_taken_away() {
    MappingFiles others =
        with(
            "reason-codes.csv",
            row("reason-codes.csv", "too_small,"),
            "regalo,too-small,size,Too small,Demasiado pequeño");

    assertThat(changes(others, state("regalo", unit(null))))
        .containsExactly("reason \"regalo\" of item i1: none → too-small; REASON_UNMAPPED closes");
    assertThat(changes(others, state("too_small", unit("too-small"))))
        .containsExactly(
            "reason \"too_small\" of item i1: too-small → none; REASON_UNMAPPED opens");
    assertThat(
            changes(
                others, state("regalo", unit("too-small")).withClassification("i1", "too-small")))
        .isEmpty();
  }

  @Test
  void goods_of_a_grade_go_elsewhere_and_what_was_moved_stays() {
    MappingFiles others =
        with(
            "dispositions.csv",
            "*,a,saleable,BackInStock,accepted",
            "*,a,quarantine,Unusable,none");
    Unit moved =
        unit("too-small")
            .withOutcome(
                new Unit.Outcome("w/s1", "a", "saleable", "BackInStock", "accepted", null));

    assertThat(changes(others, state("too_small", moved)))
        .containsExactly(
            "goods TSHIRT, unit 1 of item i1, graded a: saleable, back in stock, verdict accepted"
                + " → quarantine, unusable, verdict none; moved already, and stays");
  }

  @Test
  void words_of_a_return_that_the_payload_map_takes_otherwise() {
    Refund bonus =
        new Refund(
            "rf",
            RefundStatus.COMPLETED,
            "store_credit",
            "reveni",
            new BigDecimal("27.45"),
            "EUR",
            BigDecimal.ZERO,
            null,
            new BigDecimal("2.50"),
            null,
            null,
            List.of());
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "A", 1, "too_small")), List.of(bonus)));

    assertThat(changes(payload("amount-with-bonus: []", "amount-with-bonus: [es]"), state))
        .containsExactly(
            "bonus of refund rf: beside it → in the amount; once Reveni is read again");
    assertThat(changes(payload("store-credit: [store_credit]", "store-credit: [voucher]"), state))
        .containsExactly("method \"store_credit\" of refund rf: store credit → money; ");
    assertThat(changes(payload("paid-by-reveni: [reveni]", "paid-by-reveni: [rv]"), state))
        .containsExactly("paid-by \"reveni\" of refund rf: Reveni → not Reveni; ");
    assertThat(
            changes(
                payload("return-received: [received, for_review]", "return-received: [for_review]"),
                state))
        .isEmpty();
    assertThat(
            changes(
                payload(
                    "return-received: [received, for_review]       # all goods are there\n  return-decided: [",
                    "return-received: [for_review]\n  return-decided: [received, "),
                state))
        .containsExactly("stage : received → decided; ");
  }

  private static MappingFiles payload(String text, String by) {
    return with("reveni-payload.yaml", text, by);
  }

  @Test
  void status_and_owner() {
    String received = row("reveni-statuses.csv", "received,");
    assertThat(
            changes(
                with("reveni-statuses.csv", received, "received,here,false,return-open"),
                state("too_small", unit("too-small"))))
        .anyMatch(c -> c.matches("status : .* → here; "))
        .anyMatch(c -> c.matches("order-state : .* → return-open; "));
    String unmapped = row("exceptions.csv", "REASON_UNMAPPED,");
    String owner = unmapped.split(",")[1];
    assertThat(
            changes(
                with("exceptions.csv", unmapped, unmapped.replaceFirst(owner, "warehouse")),
                state("too_small", unit("too-small"))))
        .containsExactly("owner case REASON_UNMAPPED of item i1: " + owner + " → warehouse; ");
  }

  @Test
  void returns_that_are_stored_are_looked_at_a_page_at_a_time_and_nothing_is_written() {
    Database database = TestDatabase.clean();
    ReturnStates states = new ReturnStates(database);
    states.save(state("regalo", unit(null)));
    new Cases(database, SHIPPED)
        .open(
            new Origin("accept-return", "es/r1", Returns.ID, null, null),
            Trouble.ofItem("REASON_UNMAPPED", "i1", Map.of("reason", "regalo", "sku", "TSHIRT")));
    List<String> before = everything(database);
    MappingFiles others = with("timing.csv", "*,realtime,", "return-shipped,batch,0 0 4 * * ?");
    TriedMappings tried =
        new TriedMappings(
            new MappingsInForce(SHIPPED), database, states, new Scans(database), null);

    TriedMappings.Page page =
        tried.page(others, Instant.EPOCH, null, Instant.now().plusSeconds(60));

    assertThat(page.looked()).isOne();
    assertThat(page.returns()).isEmpty();
    assertThat(page.payload()).isFalse();
    assertThat(page.inForce()).isNotEqualTo(page.tried());
    assertThat(page.timing())
        .containsExactly(
            new MappingTrial.Soon("return-shipped", "real time", "batch 0 0 4 * * ?", 1));
    assertThat(page.last()).isEmpty();
    assertThat(everything(database)).isEqualTo(before);
    assertThat(tried.page(others, Instant.EPOCH, null, Instant.now().minusSeconds(60)).looked())
        .isZero();
    MappingFiles reasons =
        with(
            "reason-codes.csv",
            row("reason-codes.csv", "too_small,"),
            row("reason-codes.csv", "too_small,")
                + "\nregalo,too-small,size,Too small,Demasiado pequeño");
    assertThat(tried.page(reasons, Instant.EPOCH, null, Instant.now().plusSeconds(60)).returns())
        .extracting(d -> d.returnId() + " " + d.changes().get(0).note())
        .containsExactly("r1 REASON_UNMAPPED closes");
  }

  private static List<String> everything(Database database) {
    return database.query(
        """
        select r::text from return_state r union all select c::text from exception_case c
        union all select w::text from work w union all select o::text from outgoing o
        union all select e::text from effect e union all select m::text from mapping_change m order by 1
        """,
        r -> r.text(1));
  }
}
