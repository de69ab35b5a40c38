package io.returnbridge.steps.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.decisions.Deciding;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retry of what could not be read. */
class WebhookAgainTest {

  private static final Mappings SHIPPED = Mappings.load(Path.of("mappings"));
  private static final KeptWebhooks.Kept WEBHOOK =
      new KeptWebhooks.Kept(
          "es",
          "ev-1",
          """
          {"id": "ev-1", "event": "return.opened_again", "data": {"resource_id": "r1"}}
          """
              .getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  private Database database;
  private KeptWebhooks webhooks;
  private Cases cases;
  private CaseBook book;
  private WorkList work;
  private Claims claims;

  @BeforeEach
  void aWebhookOfAnEventThatNobodyKnows() {
    database = TestDatabase.clean();
    webhooks = new KeptWebhooks(database);
    cases = new Cases(database, SHIPPED);
    book = new CaseBook(database);
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    webhooks.keep(WEBHOOK);
    try {
      new WebhookReader(SHIPPED).returnOf(WEBHOOK);
    } catch (NeedsDecision unknown) {
      cases.add(Origin.of(wakeUp("webhook:ev-1")), unknown.trouble());
    }
    assertThat(only().code()).isEqualTo("EVENT_UNKNOWN");
    assertThat(only().store()).isEqualTo("es");
    assertThat(only().returnId()).isNull();
    assertThat(only().rmaNumber()).isNull();
    assertThat(only().cause()).contains("webhook es/ev-1");
  }

  private static WakeUp wakeUp(String trigger) {
    return new WakeUp("accept-return", WEBHOOK.subject(), trigger);
  }

  private ExceptionCase only() {
    List<ExceptionCase> all = book.list(CaseBook.Filter.NONE, null, 10);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** As the route does it: claimed, read, done. */
  private void retry(Mappings mappings) {
    new Deciding(database).cases().retry(List.of(only().id()), Deciding.ANA, null);
    Claim claimed = claims.claim(1).get(0);
    var unused = again(mappings).run(Claim.none(claimed.wakeUp()));
    if (claims.done(claimed)) {
      cases.ended(claimed.wakeUp());
    }
  }

  private StepRunner again(Mappings mappings) {
    return TestAccepting.acceptor(
        new ReveniReturns(
            new StoreKeys(
                (method, url, bearer, body) -> new ReveniHttp.Answer(500, null, ""),
                Accepting.settings()),
            mappings),
        new Accepting.OrdersOf(Map.of()),
        mappings,
        database,
        TestDatabase.claims(database),
        new ReturnStates(database),
        work,
        cases);
  }

  private Mappings corrected() throws IOException {
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path map = folder.resolve("reveni-payload.yaml");
    String before = Files.readString(map);
    String after = before.replace("return.updated", "return.updated, return.opened_again");
    assertThat(after).isNotEqualTo(before);
    Files.writeString(map, after);
    return Mappings.load(folder);
  }

  @Test
  void what_still_cannot_be_read_stays_the_same_case() {
    String id = only().id();

    retry(SHIPPED);

    assertThat(only().id()).isEqualTo(id);
    assertThat(only().status()).isEqualTo("open");
    assertThat(only().count()).isEqualTo(2);
    assertThat(webhooks.find(WEBHOOK.subject())).isPresent();
    assertThat(claims.claim(10)).isEmpty();
  }

  @Test
  void what_can_be_read_by_now_wakes_its_return_and_resolves_the_case() throws IOException {
    retry(corrected());

    assertThat(only().status()).isEqualTo("resolved");
    assertThat(claims.claim(10))
        .singleElement()
        .extracting(Claim::wakeUp)
        .isEqualTo(new WakeUp("accept-return", "es/r1", "case:" + only().id()));
    assertThat(webhooks.find(WEBHOOK.subject())).isEmpty();
  }

  @Test
  void a_repeat_after_that_does_nothing() throws IOException {
    retry(corrected());

    var unused = again(SHIPPED).run(Claim.none(wakeUp("case:x")));

    assertThat(only().status()).isEqualTo("resolved");
  }

  @Test
  void a_resolved_case_takes_the_webhook_with_it() {
    database.update("update exception_case set status = 'snoozed'");
    assertThat(webhooks.find(WEBHOOK.subject())).isPresent();

    database.update("update exception_case set status = 'resolved'");

    assertThat(webhooks.find(WEBHOOK.subject())).isEmpty();
  }

  @Test
  void it_is_kept_for_a_time_and_then_the_case_says_that_it_is_gone() {
    assertThat(webhooks.forget(Instant.now().minusSeconds(60))).isZero();
    assertThat(webhooks.forget(Instant.now().plusSeconds(60))).isEqualTo(1);

    new Deciding(database).cases().retry(List.of(only().id()), Deciding.ANA, null);
    var unused = again(SHIPPED).run(Claim.none(claims.claim(1).get(0).wakeUp()));

    assertThat(book.list(new CaseBook.Filter("open", null, null, null), null, 10))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.code()).isEqualTo("EVENT_UNREADABLE");
              assertThat(c.cause()).contains("not kept any longer").contains("store es");
            });
  }
}
