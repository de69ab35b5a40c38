package io.returnbridge.steps.accept;

import static io.returnbridge.model.Returns.line;
import static io.returnbridge.model.Returns.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.steps.inspect.Storage;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The process dies before and after every statement, commit, request and record; the webhook comes
 * again until it was worked on, and once more after that.
 */
class AcceptCrashTest {

  private static final int NEVER = Integer.MAX_VALUE;

  private final Database database = TestDatabase.clean();
  private final Map<String, OrderView> shop = new HashMap<>();
  private final Set<String> told = new TreeSet<>();
  private String answer = "";
  private int reads;
  private boolean died;

  @Test
  void a_webhook_is_taken_in_as_a_whole_or_not_at_all() {
    try (Storage.Process process = Storage.onTestDatabase()) {
      List<String> whole = live(process, 0, NEVER);
      assertThat(whole)
          .contains("told return-opened", "told return-received", "wakes move-inspected-stock")
          .contains("case REASON_UNMAPPED open 1", "on line-0");
      died = true;
      for (int moment = 1; died; moment++) {
        died = false;
        assertThat(live(process, moment, moment))
            .as("dies at moment " + moment)
            .isEqualTo(whole.stream().map(numbered(moment)).toList());
      }
    }
  }

  private static java.util.function.UnaryOperator<String> numbered(int number) {
    return text -> text.replace("line-0", "line-" + number);
  }

  /** What has become of a return of two webhooks. */
  private List<String> live(Storage.Process process, int number, int moment) {
    ReturnId id = new ReturnId("es", "r" + number);
    shop.put("O-" + number, order("O-" + number, List.of(line("line-" + number, "A", 1))));
    deliver(process, id, number, "in_progress", 1, moment);
    deliver(process, id, number, "received", 2, moment);
    return outcome(id);
  }

  private void deliver(
      Storage.Process process, ReturnId id, int number, String status, int day, int moment) {
    answer =
        """
        {"id":"%s","rma_number":"RMA-%d","status":"%s","updated_at":"2026-11-0%dT16:00:00Z","currency":"EUR",
         "order":{"external_id":"O-%d"},"return_items":[
         {"id":"i","sku":"A","quantity":1,"return_reason":"of the moon","status":"pending"}]}
        """
            .formatted(id.id(), number, status, day, number);
    String webhook = "webhook:" + id.subject() + ":" + status;
    process.dieAfter(moment);
    boolean ended = false;
    while (!ended) {
      try {
        accept(process, id, webhook);
        ended = true;
      } catch (Storage.Died again) {
        died = true;
      }
      process.live();
    }
    int before = reads;
    accept(process, id, webhook);
    assertThat(reads).as("a repeat asks nobody").isEqualTo(before);
  }

  private void accept(Storage.Process process, ReturnId id, String webhook) {
    Database own = new Database(process.source());
    Outbox outbox = new Outbox(own);
    for (OutboxRecord record :
        acceptor(process, own)
            .run(Claim.none(new WakeUp(AcceptReturn.NAME, id.subject(), webhook)))) {
      process.step();
      told.add(record.id());
      outbox.published(List.of(record));
    }
  }

  private StepRunner acceptor(Storage.Process process, Database own) {
    ReveniHttp reveni =
        (method, url, bearer, body) -> {
          process.step();
          reads++;
          return new ReveniHttp.Answer(200, null, answer);
        };
    Cases cases = new Cases(own, Accepting.MAPPINGS);
    return TestAccepting.acceptor(
        new ReveniReturns(new StoreKeys(reveni, Accepting.settings()), Accepting.MAPPINGS),
        new Accepting.OrdersOf(shop),
        Accepting.MAPPINGS,
        own,
        TestDatabase.claims(own),
        new ReturnStates(own, new Watches(own, cases, Accepting.MAPPINGS)),
        TestDatabase.work(own),
        cases);
  }

  private List<String> outcome(ReturnId id) {
    List<String> outcome = new ArrayList<>();
    told.stream()
        .filter(e -> e.contains(":" + id.subject() + ":"))
        .forEach(e -> outcome.add("told " + ReturnEvent.typeOf(e)));
    outcome.addAll(
        database.query(
            """
            select 'on ' || line_item_id from allocation where return_id = ?
            union all select 'wakes ' || step from work where subject = ?
            union all select 'case ' || code || ' ' || status || ' ' || count(*) from exception_case
              where return_id = ? group by code, status
            union all select 'untold ' || id from outgoing where subject = ? and published_at is null
            order by 1
            """,
            r -> r.text(1),
            id.id(),
            id.subject(),
            id.id(),
            id.subject()));
    return outcome;
  }
}
