package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.docs.AddAStepDocTest;
import io.returnbridge.engine.OwnRecord;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.http.Endpoint;
import io.returnbridge.http.Endpoint.Answer;
import io.returnbridge.outage.Reply;
import io.returnbridge.settings.OwnStepSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step of one's own of docs/add-a-step.md, from its records to the endpoint. */
class OwnStepsTest {

  private static final String STEP = "credit-to-erp";

  @TempDir Path folder;

  private final Endpoint erp = new Endpoint();
  private OwnStepRig rig;
  private OwnWork own;

  @BeforeEach
  void start() throws Exception {
    rig =
        new OwnStepRig(
            folder,
            AddAStepDocTest.blocks("yaml").get(0).replace("uri: https", "uri: http"),
            new OwnStepSettings(
                false,
                Map.of("OWN_STEP_ERP_HOST", erp.address(), "OWN_STEP_ERP_KEY", "a-key-of-the-erp")),
            null);
    rig.camel.start();
    own = rig.own;
  }

  @AfterEach
  void stop() {
    rig.close();
    erp.close();
  }

  private static OwnRecord credit(String id, String key, int offset) {
    return new OwnRecord(
        STEP,
        "finance.credits.v1/0/" + offset,
        key.getBytes(StandardCharsets.UTF_8),
        ("{\"id\":\"" + id + "\",\"orderNumber\":\"" + key + "\"}")
            .getBytes(StandardCharsets.UTF_8),
        Map.of("CamelHttpUri", "http://evil.example.com".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_record_is_sent_as_it_is_with_its_id_and_no_header_of_its_own() {
    own.take(List.of(credit("c1", "1001", 7)));

    rig.work();

    assertThat(erp.requests()).hasSize(1);
    Endpoint.Request request = erp.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/api/credits");
    assertThat(request.body()).isEqualTo("{\"id\":\"c1\",\"orderNumber\":\"1001\"}");
    assertThat(request.headers())
        .containsEntry("idempotency-key", "c1")
        .containsEntry("authorization", "Bearer a-key-of-the-erp")
        .containsEntry("content-type", "application/json");
    assertThat(rig.rows()).isEmpty();
    assertThat(rig.database.query("select 1 from own_record", r -> 1)).isEmpty();
  }

  @Test
  void what_is_kept_for_a_step_whose_file_is_gone_is_neither_lost_nor_a_case() {
    own.take(List.of(credit("c1", "1001", 7)));
    Exchange exchange = new DefaultExchange(rig.camel);
    exchange.getMessage().setBody(rig.due.claim().get(0));
    rig.due.begin(exchange);
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("No consumers"));

    rig.camel.getRegistry().lookupByNameAndType("failures", Failures.class).besideItsStep(exchange);
    rig.due.free(exchange);

    assertThat(rig.cases()).isEmpty();
    rig.dueNow();
    rig.work();
    assertThat(erp.keys()).containsExactly("c1");

    own.take(List.of(credit("c2", "1001", 8)));
    rig.database.update("delete from work");
    own.resume();
    rig.work();
    assertThat(erp.keys()).as("without a row").containsExactly("c1", "c2");
  }

  /** One exchange goes on with whatever is due. */
  @Test
  void what_follows_on_the_same_worker_has_nothing_of_it() {
    erp.answers(request -> new Answer(200, "{}", "Set-Cookie", "session=1"));
    own.take(List.of(credit("c1", "1001", 7)));
    Exchange exchange = new DefaultExchange(rig.camel);
    exchange.getMessage().setBody(rig.due.claim().get(0));
    rig.due.begin(exchange);
    rig.work.wake("link-credit", "es/r1", "event:1");
    rig.camel.createProducerTemplate().send("direct:" + STEP, exchange);

    rig.due.done(exchange);
    rig.due.begin(exchange);

    assertThat(WakeUps.of(exchange).step()).isEqualTo("link-credit");
    assertThat(exchange.getMessage().getHeaders()).isEmpty();
    assertThat(Consumed.by(exchange)).isNull();
    assertThat(OwnSteps.of(exchange)).isNull();
  }

  @Test
  void it_is_two_routes_as_a_step_of_ours_is_and_no_picture_shows_its_key() throws Exception {
    assertThat(rig.camel.getRoute("credit-to-erp").getEndpoint().getEndpointUri())
        .isEqualTo("direct://credit-to-erp");
    Route listening = rig.camel.getRoute("credit-to-erp-wake-up");
    assertThat(listening.getEndpoint().getEndpointUri())
        .isEqualTo("kafka://finance.credits.v1?groupId=credit-to-erp");
    assertThat(rig.camel.getRouteController().getRouteStatus("credit-to-erp-wake-up"))
        .isEqualTo(ServiceStatus.Stopped);
    RouteDefinition definition = rig.camel.getRouteDefinition("credit-to-erp");
    assertThat(PluginHelper.getModelToXMLDumper(rig.camel).dumpModelAsXml(rig.camel, definition))
        .contains("ownSteps", "to-erp", "{{OWN_STEP_ERP_KEY}}")
        .doesNotContain("a-key-of-the-erp");
  }

  @Test
  void what_is_answered_500_is_sent_again_after_a_pause_with_the_same_id() {
    AtomicInteger calls = new AtomicInteger();
    erp.answers(request -> calls.incrementAndGet() == 1 ? new Answer(500, "oh") : Answer.OK);
    own.take(List.of(credit("c1", "1001", 7)));

    rig.work();
    rig.work();
    assertThat(erp.keys()).as("not before its time").containsExactly("c1");
    rig.dueNow();
    rig.work();

    assertThat(erp.keys()).containsExactly("c1", "c1");
    assertThat(rig.rows()).isEmpty();
    assertThat(rig.cases()).isEmpty();
  }

  @Test
  void of_a_key_the_later_ones_wait_and_others_do_not() {
    erp.answers(
        request ->
            request.key().equals("c1") ? new Answer(503, "", "Retry-After", "120") : Answer.OK);
    own.take(List.of(credit("c1", "1001", 7), credit("c2", "1001", 8), credit("c3", "1002", 9)));

    rig.work();
    own.take(List.of(credit("c4", "1001", 10), credit("c5", "1003", 11)));
    rig.work();

    assertThat(erp.keys())
        .containsOnlyOnce("c1")
        .containsOnlyOnce("c3")
        .containsOnlyOnce("c5")
        .hasSize(3);
    assertThat(
            rig.database.query(
                "select extract(epoch from due_at - now())::int from work", r -> r.integer(1)))
        .singleElement()
        .satisfies(seconds -> assertThat(seconds).isBetween(100, 140));

    erp.answers(request -> Answer.OK);
    rig.dueNow();
    rig.work();
    assertThat(erp.keys().subList(3, 6)).containsExactly("c1", "c2", "c4");
    assertThat(rig.rows()).isEmpty();
  }

  @Test
  void what_is_refused_is_a_case_and_a_dead_letter_at_once_and_retry_sends_it_again()
      throws Exception {
    erp.answers(
        request ->
            request.key().equals("c1")
                ? new Answer(
                    422,
                    "{\"error\":\"account of ana@example.com, card 4111 1111 1111 1111 unknown\"}")
                : Answer.OK);
    own.take(List.of(credit("c1", "1001", 7), credit("c2", "1001", 8)));

    rig.work();
    own.take(List.of(credit("c3", "1001", 9)));
    rig.work();

    assertThat(erp.keys()).containsExactly("c1");
    assertThat(rig.cases())
        .singleElement()
        .asString()
        .startsWith("open STEP_FAILED Step credit-to-erp could not do record c1")
        .contains(erp.address() + " answered 422")
        .contains("account of")
        .doesNotContain("by itself")
        .doesNotContain("ana@", "4111", "a-key-of-the-erp");
    assertThat(rig.deadLetters).hasSize(1);
    Message letter = rig.deadLetters.get(0);
    assertThat(letter.getBody(String.class)).contains("\"c1\"");
    assertThat(letter.getHeader("record")).isEqualTo("finance.credits.v1/0/7");
    assertThat(letter.getHeaders()).doesNotContainKey("Authorization");
    assertThat(rig.database.query("select waiting from work", r -> r.flag(1)))
        .containsExactly(true);

    erp.answers(request -> Answer.OK);
    rig.work.wake(STEP, "own/credit-to-erp/1001", "case:" + caseId());
    rig.work();
    assertThat(erp.keys()).containsExactly("c1", "c1", "c2", "c3");
    assertThat(rig.cases()).singleElement().asString().startsWith("resolved");
    assertThat(rig.rows()).isEmpty();
  }

  @Test
  void the_log_says_why_it_is_a_case_and_where_its_dead_letter_is() {
    LogLines log = new LogLines("io.returnbridge.camel");
    erp.answers(request -> new Answer(400, "no such account"));

    own.take(List.of(credit("c1", "1001", 7)));
    rig.work();

    assertThat(log.lines())
        .anyMatch(
            line ->
                line.contains("credit-to-erp of own/credit-to-erp/1001 is not done with record c1")
                    && line.endsWith(erp.address() + " answered 400: no such account"))
        .anyMatch(line -> line.endsWith("is in finance.credits.v1.credit-to-erp.dlt"));
    log.close();
  }

  @Test
  void each_call_is_in_the_metric_of_calls() {
    own.take(List.of(credit("c1", "1001", 7)));
    rig.work();

    assertThat(
            rig.meters
                .get("returnbridge.call")
                .tags("system", "own", "outcome", "answered")
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void work_of_a_step_without_a_file_is_named_at_once_and_blocks_no_worker() {
    own.take(List.of(new OwnRecord("gone", "t/0/1", null, new byte[0], Map.of())));
    assertThat(own.withoutTheirStep()).containsExactly(Map.entry("gone", 1L));
    Exchange exchange = new DefaultExchange(rig.camel);
    exchange.getMessage().setBody(rig.due.claim().get(0));

    assertThatThrownBy(() -> rig.due.begin(exchange))
        .hasMessage("its file is not in the folder of routes");
  }

  private String caseId() {
    return rig.database.query("select id from exception_case", r -> r.text(1)).get(0);
  }

  @Test
  void a_record_whose_case_a_person_closes_is_given_up_and_the_next_goes_on() {
    erp.answers(request -> request.key().equals("c1") ? new Answer(400, "no") : Answer.OK);
    own.take(List.of(credit("c1", "1001", 7), credit("c2", "1001", 8)));
    rig.work();

    rig.database.update("update exception_case set status = 'resolved', accepted = true");
    rig.work.wake(STEP, "own/credit-to-erp/1001", "case:" + caseId());
    rig.work();

    assertThat(erp.keys()).containsExactly("c1", "c2");
    assertThat(rig.rows()).isEmpty();
    assertThat(rig.database.query("select 1 from own_record", r -> 1)).isEmpty();
  }

  @Test
  void when_its_attempts_are_used_up_it_waits_in_its_case_which_ends_when_it_is_done() {
    erp.answers(request -> new Answer(500, "oh"));
    own.take(List.of(credit("c1", "1001", 7)));

    for (int n = 0; n < 30 && rig.deadLetters.isEmpty(); n++) {
      calm();
      rig.dueNow();
      rig.work();
    }

    assertThat(erp.keys()).hasSize(10);
    assertThat(rig.cases())
        .singleElement()
        .asString()
        .startsWith("open STEP_FAILED")
        .contains(erp.address() + " answered 500: oh; it goes on being tried by itself");
    assertThat(rig.deadLetters).hasSize(1);
    assertThat(rig.database.query("select waiting from work", r -> r.flag(1)))
        .containsExactly(true);
    calm();
    rig.dueNow();
    rig.work();
    assertThat(erp.keys()).as("now and then").hasSize(11);
    assertThat(rig.deadLetters).as("once").hasSize(1);

    erp.answers(request -> Answer.OK);
    calm();
    rig.dueNow();
    rig.work();
    assertThat(rig.cases()).singleElement().asString().startsWith("resolved");
    assertThat(rig.rows()).isEmpty();
  }

  /** Its breaker is closed, as when others of the host are answered. */
  private void calm() {
    rig.circuits.ofHost(erp.address()).orElseThrow().call(() -> true, answered -> Reply.ANSWERED);
  }

  @Test
  void a_host_that_does_not_answer_pauses_its_steps_and_no_others() {
    erp.close();
    for (int n = 0; n < 6; n++) {
      own.take(List.of(credit("c" + n, "k" + n, n)));
      rig.work();
    }

    assertThat(rig.circuits.ofHost(erp.address()).orElseThrow().isOpen()).isTrue();
    assertThat(rig.circuits.paused()).containsExactly(STEP);
    assertThat(rig.database.query("select sum(attempt) from work", r -> r.integer(1)))
        .containsExactly(5);
  }
}
