package io.returnbridge.journey;

import static io.returnbridge.journey.Strangers.ADMIN;
import static io.returnbridge.journey.Strangers.HOST;
import static io.returnbridge.journey.Strangers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Response;
import io.returnbridge.journey.RawClient.Answer;
import io.returnbridge.json.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People who come from an OIDC server, with the roles that it says they have, in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("browser")
class OidcIT {

  private OidcServer server;
  private Strangers strangers;

  @BeforeAll
  void start() {
    server = new OidcServer();
    strangers =
        new Strangers(
            "oidc",
            Map.of(
                "QUARKUS_OIDC_AUTH_SERVER_URL", server.issuer().toString(),
                "QUARKUS_OIDC_CLIENT_ID", "returnbridge-console",
                "QUARKUS_OIDC_CREDENTIALS_SECRET", "a-secret-of-the-client",
                "OIDC_ROLES_CLAIM", "shop/teams"));
  }

  @AfterAll
  void end() {
    strangers.close();
    server.close();
  }

  private ConsolePerson person() {
    return new ConsolePerson(strangers.program.address(), "en-GB", 1440);
  }

  /** Is led to the OIDC server, says there who he is, and is led back. */
  private static void logIn(ConsolePerson person, String path, String name, String claims) {
    person.open(path);
    sayWhoYouAre(person, name, claims);
  }

  private static void sayWhoYouAre(ConsolePerson person, String name, String claims) {
    person.page.waitForCondition(() -> person.path().equals("/returnbridge/authorize"));
    person.page.fill("input[name=username]", name);
    person.page.fill("textarea[name=claims]", claims);
    person.page.click("input[type=submit]");
  }

  private static String teams(String... teams) {
    return "{\"shop\":{\"teams\":%s}}".formatted(Json.write(List.of(teams)));
  }

  private static int status(ConsolePerson person, String path) {
    Response response =
        person.page.navigate(URI.create(person.page.url()).resolve(path).toString());
    return response.status();
  }

  /** Nothing was asked elsewhere but the OIDC server, and no page broke a policy. */
  private List<String> faults(ConsolePerson person) {
    return person.faults().stream()
        .filter(fault -> !fault.contains(server.issuer().getAuthority()))
        // The OIDC server's own page has a font of others.
        .filter(fault -> !fault.contains("fonts.googleapis.com"))
        .filter(fault -> !fault.contains("ERR_NAME_NOT_RESOLVED"))
        .filter(fault -> !fault.contains("status of 403"))
        .toList();
  }

  private List<JsonNode> audit(String who) {
    Answer answer = strangers.get("/api/audit?who=" + who);
    assertThat(answer.status()).isEqualTo(200);
    List<JsonNode> entries = new ArrayList<>();
    Json.read(answer.body(), JsonNode.class).path("items").forEach(entries::add);
    return entries;
  }

  @Test
  void each_role_comes_from_the_claim() {
    Map<String, String> rooms =
        Map.of(
            "cx", "/console/scan",
            "finance", "/console/reports",
            "warehouse", "/console/stock",
            "integration", "/console/routes",
            "admin", "/hawtio/");
    Map<String, String> closed =
        Map.of(
            "cx", "/console/settings",
            "finance", "/console/stock",
            "warehouse", "/console/reports",
            "integration", "/console/scan");
    rooms.forEach(
        (role, room) -> {
          try (ConsolePerson person = person()) {
            logIn(person, room, "oda-" + role, teams("others", role));
            person.isAt(room);
            if (closed.containsKey(role)) {
              assertThat(status(person, closed.get(role))).as(role).isEqualTo(403);
            }
            assertThat(faults(person)).isEmpty();
          }
          Waiting.until("the audit", () -> !audit("oda-" + role).isEmpty());
        });
    assertThat(audit("oda-cx").get(0).path("what").asText()).isEqualTo("login");
    assertThat(audit("oda-cx").get(0).path("detail").asText()).isEqualTo("by OIDC from 127.0.0.1");
  }

  @Test
  void who_has_no_role_is_told_so() {
    try (ConsolePerson person = person()) {
      logIn(person, "/console/today", "nora", teams("canteen"));
      person.reads("You are logged in as nora, without a role");
      assertThat(status(person, "/console/today")).isEqualTo(403);
      assertThat(person.text()).contains("shop/teams");
      assertThat(status(person, "/hawtio/")).isEqualTo(403);
      assertThat(faults(person)).isEmpty();
      Waiting.until("the audit", () -> !audit("nora").isEmpty());
      assertThat(audit("nora").get(0).path("what").asText()).isEqualTo("login-refused");
    }
  }

  @Test
  void nobody_becomes_a_user_of_ours_by_a_claim() {
    try (ConsolePerson person = person()) {
      logIn(person, "/console/today", "admin", teams("cx"));
      person.isAt("/console/today");
      assertThat(person.page.textContent(".who summary")).contains("admin (OIDC)");
      assertThat(status(person, "/console/settings")).isEqualTo(403);
    }
  }

  @Test
  void a_token_for_another_program_is_refused() {
    try (ConsolePerson person = person()) {
      logIn(
          person,
          "/console/today",
          "mallory",
          "{\"aud\":\"another-program\",\"shop\":{\"teams\":[\"admin\"]}}");
      person.page.waitForCondition(() -> !person.path().equals("/returnbridge/authorize"));
      person.page.waitForLoadState();
      assertThat(person.page.textContent("body")).contains("The login was not completed");
      assertThat(person.context.cookies()).noneMatch(cookie -> cookie.name.startsWith("q_session"));
      assertThat(audit("mallory")).isEmpty();
    }
    assertThat(strangers.program.output()).contains("A login by OIDC from 127.0.0.1 was refused");
  }

  @Test
  void a_logout_ends_both_sessions() {
    try (ConsolePerson person = person()) {
      logIn(person, "/console/cases", "leo", teams("finance"));
      person.isAt("/console/cases");
      person.page.click(".who summary");
      person.click("Log out");
      person.isAt("/login");
      assertThat(person.context.cookies()).noneMatch(cookie -> cookie.name.startsWith("q_session"));
      person.open("/console/cases");
      person.page.waitForCondition(() -> person.path().equals("/returnbridge/authorize"));
      assertThat(faults(person)).isEmpty();
    }
    Waiting.until("the audit", () -> audit("leo").size() == 2);
    assertThat(audit("leo").get(0).path("what").asText()).isEqualTo("logout");
  }

  @Test
  void who_sends_a_form_after_the_session_is_led_back_to_its_page() {
    try (ConsolePerson person = person()) {
      logIn(person, "/console/settings", "ines", teams("integration"));
      person.isAt("/console/settings");
      person.loseSession();
      person.page.evaluate("document.querySelector('main form').submit()");
      person.isAt("/login");
      person.click("Log in with your account");
      sayWhoYouAre(person, "ines", teams("integration"));
      person.isAt("/console/settings");
      assertThat(faults(person)).isEmpty();
    }
  }

  @Test
  void programs_and_the_administrator_have_their_passwords() {
    assertThat(strangers.get("/api/pipeline").status()).isEqualTo(200);
    problem(strangers.ask("GET /api/pipeline HTTP/1.1", HOST), 401);
    problem(strangers.ask("GET /api/pipeline HTTP/1.1", HOST, "Authorization: Bearer x.y.z"), 401);
    assertThat(strangers.ask("GET /console/today HTTP/1.1", HOST, ADMIN).status()).isEqualTo(200);
  }

  @Test
  void without_its_server_the_program_serves_and_people_are_told() {
    server.stop();
    strangers.program.terminate();
    strangers.program.start();
    try (ConsolePerson person = person()) {
      strangers.assertThatWebhooksGoOn(strangers.program.address());
      person.open("/login");
      person.page.fill("#name", "carla");
      person.page.fill("#password", "carlas-password");
      person.press("Enter");
      person.isAt("/console/today");
    } finally {
      server.start();
    }
    try (ConsolePerson person = person()) {
      logIn(person, "/console/cases", "late", teams("cx"));
      person.isAt("/console/cases");
    }
  }
}
