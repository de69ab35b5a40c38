package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The daily report of the packaged program names what is missing, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DailyExceptionsIT {

  private static final String ORDER = "ORD-REPORT";
  private static final String REPORTS = "/api/reports/daily-exceptions/";

  private final HttpClient http = HttpClient.newHttpClient();
  private World world;
  private AlertDesk desk;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() throws IOException {
    world = new World();
    desk = new AlertDesk();
    world.shirts(Shop.open(world.commercetools, world.mappings), ORDER, "es", 500);
    world.setUp();
    StringBuilder users = new StringBuilder("name,password,roles,locale\n");
    for (String role : List.of("cx", "finance", "warehouse", "integration")) {
      users.append(role).append(',').append(BcryptUtil.bcryptHash(role + "-has-a-password", 4));
      users.append(',').append(role).append(",en\n");
    }
    Path file = Path.of("target/journey/reports-users.csv").toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.writeString(file, users);
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(desk.environment());
    environment.put("CONSOLE_USERS", file.toString());
    environment.put("REPORTS_SECOND_LOOK_AFTER", "PT2S");
    program = Program.start("reports", environment);
    actors = world.actors(program);
  }

  @AfterAll
  void end() {
    program.close();
    desk.close();
    world.close();
  }

  private String refunded(int number) {
    Shopper shopper = actors.shopper("es");
    String id =
        shopper.create(
            ReturnBuilder.ofOrder(ORDER)
                .rmaNumber("RMA-R-" + number + "<i>")
                .item(Life.SKU, 1, "too_small", "24.9500"));
    shopper.completeRefund(id, NewRefund.instant("rf-" + number, "24.9500"));
    return id;
  }

  private HttpResponse<String> ask(String method, String path, String user, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(program.address().resolve(path));
    if (!user.isEmpty()) {
      String password = user.equals("admin") ? World.PASSWORD : user + "-has-a-password";
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }
    try {
      return http.send(
          request
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(String path, String user) {
    return ask("GET", path, user, "");
  }

  private JsonNode run(String user) {
    int before = json(get("/api/reports?limit=200", "admin")).path("items").size();
    HttpResponse<String> started = ask("POST", REPORTS + "run", user, "{}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    Waiting.until(
        "one more report",
        () -> json(get("/api/reports?limit=200", "admin")).path("items").size() > before);
    return json(get(REPORTS + json(started).path("date").asText(), user));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.read(answer.body(), JsonNode.class);
  }

  @Test
  void two_seeded_faults_are_named_and_nothing_else() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      ids.add(refunded(i));
    }
    actors.program().settle();
    world.commercetools.faults(
        call ->
            call.method().equals("POST") && call.path().equals("payments")
                ? Fault.refuse(400)
                : Fault.none());
    refunded(7);
    // A later event of the return makes its credit after all, once commercetools takes it.
    actors.program().settle();
    Waiting.until("the case", () -> actors.program().openCases().size() == 1);
    world.commercetools.faults(FaultPlan.none());
    ObjectNode payment =
        world.commercetools.payment("reveni-credit-" + ids.get(2) + "-rf-3").orElseThrow();
    ObjectNode order = world.commercetools.order(ORDER).orElseThrow();
    world.commercetools.update(
        "orders",
        order.path("id").asText(),
        "[{\"action\":\"removePayment\",\"payment\":{\"typeId\":\"payment\",\"id\":\"%s\"}}]"
            .formatted(payment.path("id").asText()));
    world.commercetools.delete("payments", payment.path("id").asText());

    JsonNode report = run("finance");

    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly("name", "date", "asOf", "tables", "sentence", "totals", "rows");
    assertThat(report.path("rows").findValuesAsText("refundId"))
        .containsExactlyInAnyOrder("rf-3", "rf-7");
    assertThat(report.path("rows").findValuesAsText("finding"))
        .containsExactly("CREDIT_MISSING", "CREDIT_MISSING");
    assertThat(report.path("sentence").asText())
        .isEqualTo(
            "7 refunds were checked: 5 have their credit, 2 do not (49.90 EUR). No case is overdue.");
    String day = report.path("date").asText();
    assertThat(day).isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());

    HttpResponse<String> csv = get(REPORTS + day + ".csv", "cx");
    assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=utf-8");
    assertThat(csv.body()).startsWith("\uFEFFkind,finding").contains("rf-3", "rf-7");
    HttpResponse<String> html = get(REPORTS + day + ".html", "integration");
    assertThat(html.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'sha256-");
    assertThat(html.body()).contains("RMA-R-3&lt;i&gt;", "49.90 EUR", "Open the case");
    assertThat(json(get(REPORTS + day + ".json", "admin"))).isEqualTo(report);
    HttpResponse<String> xlsx = get(REPORTS + day + ".xlsx", "cx");
    assertThat(xlsx.headers().firstValue("Content-Type").orElseThrow()).endsWith(".sheet");
    assertThat(xlsx.body()).startsWith("PK");
    JsonNode listed = json(get("/api/reports", "cx")).path("items").path(0);
    assertThat(listed.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "date", "asOf", "sentence");
    Waiting.until("the mail", () -> !reports().isEmpty());
    MimeMessage mail = reports().get(0);
    assertThat(AlertDesk.part(mail, 0)).contains("5 have their credit, 2 do not", "RMA-R-7");
    assertThat(AlertDesk.part(mail, 1))
        .contains("https://returns.example.com/console/cases/", "RMA-R-3&lt;i&gt;");

    // What is put right is not named any more, and the run of before stays.
    actors
        .program()
        .post(
            "/api/exceptions/" + actors.program().openCases().get(0).path("id").asText() + "/retry",
            null);
    Waiting.until("the retry", () -> actors.program().openCases().isEmpty());
    actors.program().settle();
    JsonNode later = run("finance");
    assertThat(later.path("rows").findValuesAsText("refundId")).containsExactly("rf-3");
    assertThat(later.path("sentence").asText())
        .contains("6 have their credit, 1 does not (24.95 EUR). 1 that was named before has");
    assertThat(json(get(REPORTS + day + "?asOf=" + report.path("asOf").asText(), "finance")))
        .isEqualTo(report);
    Waiting.until("the second mail", () -> reports().size() == 2);
  }

  private List<MimeMessage> reports() {
    return desk.mailsTo("eva@example.com").stream()
        .filter(m -> AlertDesk.subject(m).contains("daily exceptions of"))
        .toList();
  }

  @Test
  void each_role_may_what_it_may_and_a_wrong_request_says_why() {
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    assertThat(get("/api/reports", "").statusCode()).isEqualTo(401);
    assertThat(ask("POST", REPORTS + "run", "", "{}").statusCode()).isEqualTo(401);
    assertThat(get("/api/reports", "warehouse").statusCode()).isEqualTo(403);
    assertThat(get(REPORTS + today, "warehouse").statusCode()).isEqualTo(403);
    assertThat(ask("POST", REPORTS + "run", "warehouse", "{}").statusCode()).isEqualTo(403);
    assertThat(ask("POST", REPORTS + "run", "integration", "{}").statusCode()).isEqualTo(403);
    assertThat(get("/api/reports", "integration").statusCode()).isEqualTo(200);

    problem(ask("POST", REPORTS + "run", "finance", "{\"day\":\"x\"}"), 400, "\"day\"");
    problem(ask("POST", REPORTS + "run", "finance", "{\"date\":\"tomorrow\"}"), 400, "2026-12-01");
    problem(ask("POST", REPORTS + "run", "finance", "{\"date\":\"2999-01-01\"}"), 400, "TIME_ZONE");
    problem(ask("POST", "/api/reports/daily-exception/run", "finance", ""), 404, "did you mean");
    problem(get(REPORTS + "2020-02-01", "cx"), 404, "POST /api/reports/daily-exceptions/run");
    problem(get(REPORTS + "2020-02-01.xlsx", "cx"), 404, "POST /api/reports/daily-exceptions/run");
    problem(get(REPORTS + "2020-02-01.pdf", "cx"), 404, ".csv");
    problem(get(REPORTS + "2020-02-30", "cx"), 400, "date must be");
    problem(get(REPORTS + today + "?asOf=noon", "cx"), 400, "asOf");
    problem(get(REPORTS + today + "?as_of=noon", "cx"), 400, "as_of");
  }

  private static void problem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(json(answer).path("detail").asText()).contains(detail);
  }
}
