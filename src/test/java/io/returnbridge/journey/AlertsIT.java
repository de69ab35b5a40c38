package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.journey.AlertDesk.Call;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Owners are told of their cases, on the packaged program, by a real SMTP dialogue and by HTTP. */
@Tag("slow")
class AlertsIT {

  private static final String ORDER = "ORD-ALERTS";
  private static final String CX = "ana@example.com";
  private static final String FINANCE = "eva@example.com";

  private World world;
  private AlertDesk desk;
  private Program program;
  private Actors actors;

  @BeforeEach
  void open() {
    world = new World();
    desk = new AlertDesk();
    Shop shop = Shop.open(world.commercetools, world.mappings);
    world.shirts(shop, ORDER, "es", 500);
    world.setUp();
  }

  @AfterEach
  void close() {
    if (program != null) {
      program.close();
    }
    desk.close();
    world.close();
  }

  private void start(String... more) {
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(desk.environment());
    for (String variable : more) {
      int at = variable.indexOf('=');
      environment.put(variable.substring(0, at), variable.substring(at + 1));
    }
    program = Program.start("alerts", environment);
    actors = world.actors(program);
  }

  private void restart() {
    assertThat(program.terminate()).isIn(0, 143);
    program.start();
  }

  /** A case for customer experience. */
  private void unmappedReason(int number) {
    actors
        .shopper("es")
        .create(
            ReturnBuilder.ofOrder(ORDER)
                .rmaNumber("RMA-U-" + number)
                .item(Life.SKU, 1, "<b>regalo</b> & más", "24.9500"));
  }

  /** So many of them, several at the same time. */
  private void unmappedReasons(int many) throws Exception {
    ExecutorService shoppers = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int number = i;
        asking.add(shoppers.submit(() -> unmappedReason(number)));
      }
      for (Future<?> one : asking) {
        one.get(6, TimeUnit.MINUTES);
      }
    } finally {
      shoppers.shutdownNow();
    }
  }

  /** A case for finance: {@code REFUND_AMOUNT_INEXACT}, or the critical {@code OVER_REFUND}. */
  private void refund(int number, String amount) {
    var shopper = actors.shopper("es");
    String id =
        shopper.create(
            ReturnBuilder.ofOrder(ORDER)
                .rmaNumber("RMA-F-" + number)
                .item(Life.SKU, 1, "too_small", "24.9500"));
    shopper.completeRefund(id, NewRefund.byMerchant("rf-1", amount));
  }

  private void awaitCases(int number) {
    Awaitility.await(number + " open cases")
        .atMost(Duration.ofMinutes(6))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> actors.program().openCases().size() == number);
  }

  /** So many ticks of the clock that whatever were to be told would have been. */
  private static void ticks() {
    Waiting.lasts(Duration.ofSeconds(8));
  }

  @Test
  void eachOwnerGetsOneDigestOnEachChannelAndNothingTwiceAfterARestart() {
    // Long enough for all three to be cases before the first digest.
    start("ALERTS_BATCH=PT25S", "ALERTS_AT_MOST_EVERY=PT1S");
    unmappedReason(1);
    unmappedReason(2);
    refund(1, "24.95001");
    awaitCases(3);
    Waiting.until("mails and calls", () -> desk.mails().size() >= 3 && desk.calls().size() >= 2);
    ticks();
    restart();
    ticks();

    assertThat(desk.mailsTo(FINANCE)).hasSize(1);
    assertThat(desk.mails()).as("one to three addresses").hasSize(3);
    assertThat(desk.mailsTo(CX)).hasSize(1);
    MimeMessage mail = desk.mailsTo(CX).get(0);
    assertThat(AlertDesk.subject(mail)).isEqualTo("Returnbridge: 2 new cases for cx");
    assertThat(AlertDesk.header(mail, "From")).isEqualTo("returns@example.com");
    assertThat(AlertDesk.header(mail, "To")).isEqualTo("ana@example.com, bo@example.com");
    assertThat(AlertDesk.header(mail, "Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(AlertDesk.header(mail, "Message-ID")).matches("<[0-9a-f-]{36}@example\\.com>");
    assertThat(AlertDesk.header(mail, "CamelMailAlternativeBody")).isEmpty();
    assertThat(AlertDesk.part(mail, 0))
        .contains("2 × REASON_UNMAPPED", "RMA-U-1", "RMA-U-2", "Reveni says “<b>regalo</b> & más”")
        .contains("Next: Press Classify", "https://returns.example.com/console/cases/")
        .doesNotContain("RMA-F-1");
    assertThat(AlertDesk.part(mail, 1))
        .contains("2 × REASON_UNMAPPED", "&lt;b&gt;regalo&lt;/b&gt; &amp; más")
        .contains("<a href=\"https://returns.example.com/console/cases/");
    assertThat(AlertDesk.part(desk.mailsTo(FINANCE).get(0), 0))
        .contains("1 × REFUND_AMOUNT_INEXACT", "RMA-F-1")
        .doesNotContain("RMA-U");

    assertThat(desk.calls()).hasSize(2);
    Call call = desk.callsAbout("cx").get(0);
    assertThat(call.path()).isEqualTo(AlertDesk.PATH);
    assertThat(call.contentType()).startsWith("application/json");
    assertThat(call.text())
        .startsWith("*2 new cases for cx*\n• 2 × REASON_UNMAPPED")
        .contains("&lt;b&gt;regalo&lt;/b&gt; &amp; más");
    assertThat(program.output())
        .contains("Alert to cx by e-mail: 2 new cases")
        .doesNotContain("secret-token");
    Waiting.until("to be ready", () -> actors.program().get("/q/health/ready").status() == 200);
  }

  @Test
  void whatIsAwayHoldsBackNothingElseAndIsToldWhenItIsBack() {
    start(
        "ALERTS_BATCH=PT1S",
        "ALERTS_AT_MOST_EVERY=PT1S",
        "ALERTS_FIRST_PAUSE=PT1S",
        "ALERTS_LONGEST_PAUSE=PT2S");
    desk.closeMail();
    unmappedReason(1);
    Waiting.until("the call", () -> desk.calls().size() == 1);
    unmappedReason(2);
    Waiting.until("the next call", () -> desk.calls().size() == 2);
    Waiting.until("the log", () -> program.output().contains("do not get through"));
    actors.program().settle();
    ticks();
    desk.openMail();
    Waiting.until("the mail", () -> !desk.mailsTo(CX).isEmpty());

    desk.answerNext(503, 503, 503, 302, 204);
    refund(1, "24.95001");
    Waiting.until("the mail to finance", () -> !desk.mailsTo(FINANCE).isEmpty());
    Waiting.until("four calls in vain and one", () -> desk.callsAbout("finance").size() == 5);
    Waiting.until("the webhook's end", () -> occurrences("get through again") == 2);
    ticks();

    assertThat(desk.mailsTo(CX)).hasSize(1);
    assertThat(AlertDesk.part(desk.mailsTo(CX).get(0), 0)).contains("RMA-U-1", "RMA-U-2");
    assertThat(desk.mailsTo(FINANCE)).hasSize(1);
    assertThat(desk.calls()).as("the redirect was not followed").hasSize(2 + 5);
    assertThat(occurrences("do not get through")).isEqualTo(2);
    assertThat(program.output()).doesNotContain("secret-token");
    assertThat(actors.program().openCases()).hasSize(3);
    Waiting.untilAsserted(
        "metrics",
        () ->
            assertThat(metrics())
                .contains("returnbridge_alerts_failed_total{channel=\"email\",owner=\"cx\"}")
                .contains("returnbridge_alerts_undelivered_seconds{channel=\"webhook\"} 0.0"));
  }

  private int occurrences(String text) {
    return program.output().split(text, -1).length - 1;
  }

  private String metrics() {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(program.address().resolve("/q/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKillBetweenSendingAndMarkingSendsTheSameDigestAgain() {
    start("ALERTS_BATCH=PT1S", "ALERTS_AT_MOST_EVERY=PT1S");
    CountDownLatch never = new CountDownLatch(1);
    desk.hold(never);
    unmappedReason(1);
    Waiting.until("the call", () -> desk.calls().size() == 1);
    program.kill9();
    desk.hold(new CountDownLatch(0));
    program.start();
    unmappedReason(2);
    Waiting.until("the calls after it", () -> desk.calls().size() == 3);
    ticks();

    List<Call> calls = desk.calls();
    assertThat(calls).hasSize(3);
    assertThat(calls.get(1)).isEqualTo(calls.get(0));
    assertThat(calls.get(2).key()).isNotEqualTo(calls.get(0).key());
    assertThat(calls.get(2).text()).contains("RMA-U-2").doesNotContain("RMA-U-1");
    never.countDown();
  }

  @Test
  void quietHoursHoldBackTwoHundredCasesAndEndWithOneDigest() throws Exception {
    LocalTime now = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
    start(
        "ALERTS_BATCH=PT1S",
        "ALERTS_CRITICAL=PT1S",
        "ALERTS_AT_MOST_EVERY=PT1S",
        "ALERTS_QUIET_HOURS=" + now.minusHours(2) + "-" + now.plusHours(2));
    unmappedReasons(200);
    refund(1, "99999.0000");
    awaitCases(201);
    Waiting.until("the critical one", () -> !desk.mailsTo(FINANCE).isEmpty());
    ticks();
    assertThat(AlertDesk.subject(desk.mailsTo(FINANCE).get(0)))
        .isEqualTo("Returnbridge: 1 new case for finance (1 critical)");
    assertThat(desk.mailsTo(CX)).isEmpty();
    assertThat(desk.callsAbout("cx")).isEmpty();

    program.set("ALERTS_QUIET_HOURS", "");
    restart();
    Waiting.until(
        "the digest", () -> !desk.mailsTo(CX).isEmpty() && !desk.callsAbout("cx").isEmpty());
    ticks();

    assertThat(desk.mailsTo(CX)).hasSize(1);
    assertThat(desk.mailsTo(FINANCE)).hasSize(1);
    assertThat(desk.callsAbout("cx")).hasSize(1);
    String text = AlertDesk.part(desk.mailsTo(CX).get(0), 0);
    assertThat(text)
        .startsWith("200 new cases for cx.")
        .contains("  200 × REASON_UNMAPPED")
        .contains("\r\n20. REASON_UNMAPPED", "And 180 more: https://returns.example.com/")
        .doesNotContain("\r\n21. ");
    Set<String> links = new HashSet<>();
    text.lines().filter(l -> l.contains("/console/cases/")).forEach(links::add);
    assertThat(links).hasSize(20);
  }

  @Test
  void aWrongSettingStopsTheStartAndTheDoctorLooksWithoutSending() {
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(desk.environment());
    try (Program doctor = Program.startInVain("alerts-doctor", environment, "doctor")) {
      assertThat(doctor.awaitEnd()).as(doctor.output()).isZero();
      assertThat(doctor.output())
          .contains("ok   alerts by e-mail: 127.0.0.1:", "ok   alerts by webhook: 127.0.0.1")
          .doesNotContain("secret-token");
    }
    assertThat(desk.mails()).isEmpty();
    assertThat(desk.calls()).isEmpty();

    environment.put("ALERTS_QUIET_HOURS", "at night");
    try (Program wrong = Program.startInVain("alerts-wrong", environment)) {
      assertThat(wrong.awaitEnd()).isEqualTo(1);
      assertThat(wrong.output())
          .contains("ALERTS_QUIET_HOURS is \"at night\": set it to")
          .doesNotContain("Exception");
    }
  }
}
