package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People at the console: each page as it looks, and what is done on it, by mouse and by keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("browser")
class ConsoleIT {

  private static final List<String> ROOMS =
      List.of(
          "today",
          "returns",
          "cases",
          "stock",
          "scan",
          "reports",
          "mappings",
          "routes",
          "settings");

  /** A reason that no table knows, and that would do harm where it is not escaped. */
  private static final String ODD = "<img src=x onerror=alert(1)>";

  private World world;
  private Shop shop;
  private Program program;
  private Actors actors;
  private final List<String> returns = new ArrayList<>();

  @BeforeAll
  void start() throws IOException {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Path users = Path.of("target/journey/console-users.csv").toAbsolutePath();
    Files.createDirectories(users.getParent());
    Files.writeString(
        users,
        "name,password,roles,locale\nana,%1$s,cx,en\nfrida,%1$s,finance,en\n"
            .formatted(BcryptUtil.bcryptHash("a-password-of-theirs", 4)));
    Map<String, String> environment = world.environment();
    environment.put("CONSOLE_USERS", users.toString());
    program = Program.start("console", environment);
    actors = world.actors(program);
    Shopper ana = actors.shopper("es").quiet();
    for (int i = 0; i < 8; i++) {
      String order = "ORD-CON-" + i;
      world.shirts(shop, order, "es", 1);
      String id =
          ana.create(
              ReturnBuilder.ofOrder(order)
                  .rmaNumber("RMA-CON-" + i)
                  .item(Life.SKU, 1, i == 7 ? "too_small" : ODD, "24.9500"));
      ana.ship(id);
      ana.receive(id);
      ana.completeRefund(id, NewRefund.instant("rf-1", "24.9500"));
      World.tell(actors, "es", id);
      returns.add(id);
    }
    Waiting.until("the cases", () -> open() == 7);
    actors.program().settle();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private long open() {
    return actors.program().openCases().size();
  }

  private ConsolePerson admin(String language, int width, ColorScheme colours, String path) {
    ConsolePerson admin = new ConsolePerson(program.address(), language, width, colours);
    admin.logIn("admin", World.PASSWORD, path);
    return admin;
  }

  private ConsolePerson admin(String path) {
    return admin("en-GB", 1440, ColorScheme.LIGHT, path);
  }

  private void look(String language, int width, ColorScheme colours) {
    try (ConsolePerson admin = admin(language, width, colours, "/console/today")) {
      String as = "-" + language + "-" + width + "-" + colours;
      for (String room : ROOMS) {
        admin.open("/console/" + room);
        admin.assertThatItIsUsable("console-" + room + as);
      }
      admin.open("/console/mappings/exceptions.csv");
      admin.assertThatItIsUsable("console-table" + as);
      admin.open("/console/returns/" + returns.get(0));
      admin.assertThatItIsUsable("console-return" + as);
      admin.open("/console/cases?code=REASON_UNMAPPED");
      admin.assertThatItIsUsable("console-list" + as);
      JsonNode one = actors.program().openCases().get(0);
      admin.open("/console/cases/" + one.path("id").asText());
      admin.assertThatItIsUsable("console-case" + as);
      assertThat(admin.faults()).isEmpty();
    }
  }

  @Test
  void every_page_is_usable_in_english_on_a_desk() {
    look("en-GB", 1440, ColorScheme.LIGHT);
  }

  @Test
  void every_page_is_usable_in_spanish_on_a_phone_at_night() {
    look("es-ES", 360, ColorScheme.DARK);
  }

  @Test
  void every_page_is_usable_in_spanish_on_a_tablet() {
    look("es-ES", 768, ColorScheme.LIGHT);
  }

  @Test
  void a_case_is_decided_by_keys_and_the_next_one_follows() {
    long before = open();
    try (ConsolePerson admin = admin("/console/cases")) {
      admin.press("j");
      admin.press("Enter");
      admin.page.waitForURL("**/console/cases?code=REASON_UNMAPPED");
      admin.press("j");
      admin.press("Enter");
      admin.page.waitForURL("**/console/cases/*");
      admin.press("1");
      admin.press("Space");
      admin.press("Enter");
      admin.reads("Here is the next one");
      assertThat(admin.faults()).isEmpty();
    }
    Waiting.until("the case to end", () -> open() == before - 1);
  }

  @Test
  void many_cases_are_decided_at_once_after_a_plan() {
    try (ConsolePerson admin = admin("/console/cases?code=REASON_UNMAPPED&status=open")) {
      admin.page.locator("input[name=id]").first().check();
      admin.page.locator("input[name=id]").nth(1).check();
      admin.click("Decide about the chosen");
      admin.isAt("/console/cases/bulk");
      admin.reads("Decide about 2 cases");
      assertThat(admin.page.locator("#bulk li").allTextContents())
          .hasSize(2)
          .allMatch(line -> line.contains("RMA-CON-") && line.contains("is no approved reason"));
      admin.page.locator("summary", locatorWith("Assign")).click();
      admin.page.locator("details[open] select[name=to]").last().selectOption("ana");
      admin.page.locator("button", locatorWith("Assign: 2 cases")).click();
      admin.reads("2 done, 0 left as they are.");
      assertThat(admin.page.locator("main button").count()).isZero();
      assertThat(admin.faults()).isEmpty();
    }
    assertThat(actors.program().openCases())
        .filteredOn(c -> c.path("assignedTo").asText().equals("ana"))
        .hasSize(2);
  }

  @Test
  void a_choice_of_none_is_told_on_the_list() {
    try (ConsolePerson admin = admin("/console/cases?code=REASON_UNMAPPED")) {
      admin.click("Decide about the chosen");
      admin.reads("Choose at least one case");
      assertThat(admin.page.evaluate("document.activeElement.getAttribute('role')"))
          .isEqualTo("alert");
      admin.page.locator("input[name=id]").first().check();
      assertThat(admin.page.locator("button[value=chosen]").textContent())
          .isEqualTo("Decide about the chosen: 1");
      assertThat(admin.faults()).isEmpty();
    }
  }

  @Test
  void a_case_is_given_to_one_of_its_owners_people_who_finds_it() {
    String id = actors.program().openCases().get(0).path("id").asText();
    try (ConsolePerson admin = admin("/console/cases/" + id)) {
      admin.page.locator("summary", locatorWith("Assign")).click();
      assertThat(admin.page.locator("select[name=to] option").allTextContents())
          .containsExactly("Choose somebody", "admin", "ana");
      admin.page.locator("select[name=to]").selectOption("admin");
      admin.page.locator("details[open] button").last().click();
      admin.reads("Here is the next one");
      admin.open("/console/cases/" + id);
      admin.reads("Assigned to admin");
      admin.open("/console/cases?code=REASON_UNMAPPED");
      admin.page.locator("input[name=mine][type=checkbox]").check();
      admin.page.waitForURL("**/console/cases?*mine=true*");
      assertThat(admin.page.locator("tbody tr").count()).isEqualTo(1);
      admin.assertThatItIsUsable("console-mine-en-1440");
      assertThat(admin.faults()).isEmpty();
    }
  }

  @Test
  void an_order_is_looked_at_before_it_is_named() {
    world.shirts(shop, "ORD-REAL", "es", 1);
    Shopper ana = actors.shopper("es").quiet();
    String lost =
        ana.create(
            ReturnBuilder.ofOrder("ORD-LOST")
                .rmaNumber("RMA-LOST")
                .item(Life.SKU, 1, "too_small", "24.9500"));
    ana.ship(lost);
    World.tell(actors, "es", lost);
    Waiting.until("the case", () -> caseOf("ORDER_NOT_FOUND") != null);
    String id = caseOf("ORDER_NOT_FOUND");
    try (ConsolePerson admin = admin("es-ES", 360, ColorScheme.LIGHT, "/console/cases/" + id)) {
      admin.press("1");
      admin.type("ORD-NOWHERE");
      admin.press("Enter");
      admin.reads("no está en commercetools");
      assertThat(admin.page.evaluate("document.activeElement.getAttribute('role')"))
          .isEqualTo("alert");
      assertThat(admin.page.inputValue("input[name=orderNumber]")).isEqualTo("ORD-NOWHERE");

      admin.page.fill("input[name=orderNumber]", "ORD-REAL");
      admin.press("Enter");
      admin.reads("¿Es este pedido? ORD-REAL");
      assertThat(admin.page.textContent("[role=status]:has(dl)"))
          .contains(Life.SKU, "en la devolución");
      admin.assertThatItIsUsable("console-order-es-360");
      admin.open("/console/cases/" + id + "/name-order");
      admin.isAt("/console/cases/" + id);
      admin.press("1");
      admin.page.fill("input[name=orderNumber]", "ORD-REAL");
      admin.press("Enter");
      admin.reads("¿Es este pedido? ORD-REAL");
      admin.page.locator("details[open] button").last().click();
      admin.reads("Hecho: RMA-LOST.");
      assertThat(admin.faults()).allMatch(fault -> fault.contains("400"));
    }
    Waiting.until(
        "the order",
        () -> actors.program().returnOf(lost).path("orderNumber").asText().equals("ORD-REAL"));
  }

  private String caseOf(String code) {
    return actors.program().openCases().stream()
        .filter(c -> c.path("code").asText().equals(code))
        .map(c -> c.path("id").asText())
        .findFirst()
        .orElse(null);
  }

  @Test
  void a_phone_shows_every_hour_of_the_day() {
    try (ConsolePerson admin = admin("es-ES", 360, ColorScheme.LIGHT, "/console/today")) {
      assertThat(admin.page.locator("text.hour").allTextContents()).hasSize(24).endsWith("23");
      assertThat(
              admin.page.evaluate(
                  "[...document.querySelectorAll('text.hour')].every(t => t.getBoundingClientRect().right <= innerWidth)"))
          .isEqualTo(true);
    }
  }

  private static Page.LocatorOptions locatorWith(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void what_was_typed_is_there_again_when_the_session_had_ended() {
    String id = actors.program().openCases().get(0).path("id").asText();
    try (ConsolePerson admin = admin("/console/cases/" + id)) {
      admin.press("2");
      admin.type("The shopper was called");
      admin.loseSession();
      admin.page.locator("details[open] button").last().click();
      admin.isAt("/login");
      admin.page.fill("#name", "admin");
      admin.page.fill("#password", World.PASSWORD);
      admin.press("Enter");
      admin.isAt("/console/cases/" + id);
      assertThat(admin.page.locator("details[open] textarea").last().inputValue())
          .isEqualTo("The shopper was called");
    }
  }

  @Test
  void of_two_who_decide_at_once_the_second_is_told_and_keeps_what_was_written() {
    String id = actors.program().openCases().get(0).path("id").asText();
    try (ConsolePerson admin = admin("/console/cases/" + id)) {
      admin.page.locator("summary", locatorWith("Resolve")).click();
      admin.page.locator("details[open] textarea").last().fill("The shopper was called");
      assertThat(
              actors
                  .program()
                  .post("/api/exceptions/" + id + "/resolve", "{\"note\":\"I was first\"}")
                  .status())
          .isEqualTo(200);
      admin.page.locator("details[open] button").last().click();
      assertThat(admin.page.locator("[role=alert]").textContent())
          .startsWith("Somebody else has decided this case meanwhile.");
      admin.reads("You had written: The shopper was called");
      admin.reads("How it ended");
      assertThat(admin.text()).contains("I was first").doesNotContain("What to do");
      admin.open("/console/cases?code=REASON_UNMAPPED&status=resolved");
      assertThat(admin.page.locator("td[data-label=By]").first().textContent()).isEqualTo("admin");
    }
  }

  @Test
  void a_wrong_password_leads_back_to_the_form() {
    try (ConsolePerson stranger =
        new ConsolePerson(program.address(), "en-GB", 1440, ColorScheme.LIGHT)) {
      stranger.open("/login");
      stranger.page.fill("#name", "admin");
      stranger.page.fill("#password", "a-wrong-password");
      stranger.press("Enter");
      assertThat(stranger.page.locator("[role=alert]").textContent()).contains("is wrong");
      stranger.page.fill("#name", "admin");
      stranger.page.fill("#password", World.PASSWORD);
      stranger.press("Enter");
      stranger.isAt("/console/today");
    }
  }

  @Test
  void what_was_decided_last_is_said_and_is_not_typed_any_more() {
    String id = actors.program().openCases().get(0).path("id").asText();
    try (ConsolePerson admin =
        admin("/console/cases/" + id + "?code=REASON_UNMAPPED&owner=finance")) {
      admin.page.locator("summary", locatorWith("Snooze")).click();
      assertThat(admin.page.locator("details[name=decision][open]").count()).isEqualTo(1);
      admin.page.locator("details[open] textarea").last().fill("Waiting for the shop");
      admin.press("Control+Enter");
      admin.reads("What you decided is being done.");
      admin.open("/console/cases?code=REASON_UNMAPPED&status=snoozed");
      admin.reads("Waiting for the shop");
      admin.open("/console/cases/" + id);
      assertThat(admin.page.locator("textarea").all())
          .extracting(textarea -> textarea.inputValue())
          .containsOnly("");
      assertThat(admin.faults()).isEmpty();
    }
  }

  @Test
  void a_list_is_sorted_and_handed_out_whole() {
    try (ConsolePerson admin = admin("/console/cases?code=REASON_UNMAPPED")) {
      admin.page.selectOption("#sort", "dueAt");
      admin.page.waitForURL("**/console/cases?*sort=dueAt*");
      assertThat(
              admin.page.waitForDownload(() -> admin.click("As a table (CSV)")).suggestedFilename())
          .isEqualTo("exceptions.csv");
      assertThat(admin.faults()).isEmpty();
    }
  }

  @Test
  void a_return_and_its_case_read_in_spanish() {
    try (ConsolePerson admin =
        admin("es-ES", 1440, ColorScheme.LIGHT, "/console/returns/" + returns.get(7))) {
      admin.reads("Devolución abierta: 1 × " + Life.SKU);
      admin.reads("Reembolso de 24,95 EUR completado, pagado por Reveni");
      admin.reads("Demasiado pequeño");
      assertThat(admin.page.locator("#timeline ~ ol q").allTextContents())
          .isNotEmpty()
          .noneMatch(
              said -> said.matches(".*\\b(opened|Received|completed|paid by|accepted)\\b.*"));
      assertThat(admin.page.evaluate("getComputedStyle(document.querySelector('.story q')).quotes"))
          .asString()
          .startsWith("\"«\" \"»\"");
      assertThat(admin.page.locator(".foot").textContent())
          .isEqualTo("Los días y las horas son los de UTC.");
      admin.open("/console/cases/nothing-of-the-kind");
      assertThat(admin.page.locator("[role=alert]").textContent())
          .isEqualTo("No existe el caso nothing-of-the-kind");
      admin.open("/api/returns/" + returns.get(7) + "/evidence.html");
      assertThat(admin.page.locator("h1").textContent())
          .isEqualTo("Evidencia de la devolución RMA-CON-7");
      assertThat(admin.page.locator("tr.money .says").allTextContents())
          .contains("Reembolso de 24,95 EUR completado, pagado por Reveni")
          .anyMatch(line -> line.startsWith("payment reveni-credit-"));
      admin.page.locator(".back a").click();
      admin.isAt("/console/returns/" + returns.get(7));
    }
  }

  @Test
  void who_may_only_look_is_told_who_decides_and_what_the_case_is_about() {
    JsonNode one = actors.program().openCases().get(0);
    String id = one.path("id").asText();
    try (ConsolePerson frida =
        new ConsolePerson(program.address(), "en-GB", 1440, ColorScheme.LIGHT)) {
      frida.logIn("frida", "a-password-of-theirs", "/console/cases/" + id);
      frida.reads("What to do – Customer experience decides");
      assertThat(frida.text()).contains("1 × " + Life.SKU, "€24.95 · paid · rf-1");
      frida.open("/console/cases?code=REASON_UNMAPPED");
      frida.reads("RMA-CON-");
      assertThat(frida.page.locator("input[name=id], button[value=chosen]").count())
          .as("what chooses cases")
          .isZero();
      assertThat(frida.faults()).isEmpty();
    }
  }

  @Test
  void a_retry_in_vain_is_said_on_the_case_and_in_the_list() {
    String id = actors.program().openCases().get(0).path("id").asText();
    assertThat(actors.program().post("/api/exceptions/" + id + "/retry", "{}").status())
        .isEqualTo(200);
    Waiting.until(
        "the retry to end",
        () ->
            actors.program().openCases().stream().anyMatch(c -> c.path("id").asText().equals(id)));
    try (ConsolePerson admin = admin("/console/cases/" + id)) {
      admin.reads("by admin: still so.");
      admin.open("/console/cases?code=REASON_UNMAPPED");
      admin.reads("tried again, still so");
      admin.page.locator("input[name=id]").first().check();
      admin.click("Decide about the chosen");
      admin.isAt("/console/cases/bulk");
      assertThat(admin.page.locator("details[open] input[name=remember]").count()).isEqualTo(1);
    }
  }

  @Test
  void evidence_and_reports_are_dark_at_night_and_light_on_paper() {
    try (ConsolePerson admin = admin("en-GB", 1440, ColorScheme.DARK, "/console/reports")) {
      admin.page.locator("#report-daily-exceptions form button").click();
      admin.page.locator("#report-daily-exceptions .good").waitFor();
      assertThat(admin.text())
          .contains("and nothing is closed. Of a month that ended six hours ago");
      String report = admin.page.locator("#report-daily-exceptions a.main").getAttribute("href");
      for (String page : List.of(report, "/api/returns/" + returns.get(7) + "/evidence.html")) {
        admin.open(page);
        admin.assertThatItIsUsable("console-dark" + page.replaceAll("[^a-z]", "-"));
        assertThat(ground(admin)).as(page).isEqualTo("rgb(24, 33, 31)");
        admin.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(ground(admin)).as(page + " on paper").isEqualTo("rgb(255, 255, 255)");
        admin.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
      }
    }
  }

  private static String ground(ConsolePerson person) {
    return person.page.evaluate("getComputedStyle(document.body).backgroundColor").toString();
  }

  @Test
  void three_reports_are_run_one_after_the_other_and_each_says_when_it_is_there() {
    List<String> names = List.of("daily-exceptions", "month-end", "return-reasons");
    try (ConsolePerson admin = admin("/console/reports")) {
      for (String name : names) {
        admin.page.locator("#report-" + name + " form button").click();
      }
      for (String name : names) {
        admin.page.locator("#report-" + name + " .good").waitFor();
        assertThat(admin.page.locator("#report-" + name + " .lead").count()).isEqualTo(1);
      }
      assertThat(admin.faults()).isEmpty();
      String html = admin.page.locator("#report-daily-exceptions a.main").getAttribute("href");
      admin.open("/console/today?lang=es");
      admin.open(html);
      assertThat(admin.page.locator("h1").textContent()).startsWith("Excepciones del día ");
      assertThat(admin.page.locator(".sentence").textContent()).startsWith("Se compr");
    }
  }

  @Test
  void cases_of_all_causes_are_sorted_by_when_they_are_due() {
    try (ConsolePerson admin = admin("/console/cases")) {
      admin.click("All, by when they are due");
      admin.page.waitForURL("**/console/cases?sort=dueAt");
      admin.page.locator("tbody tr").first().waitFor();
      assertThat(admin.page.locator("tbody strong").first().textContent()).isNotEmpty();
      assertThat(admin.faults()).isEmpty();
    }
  }

  @Test
  void a_return_is_found_by_what_is_on_its_label() {
    try (ConsolePerson admin = admin("/console/today")) {
      admin.press("/");
      admin.type("CON-7");
      admin.press("Enter");
      admin.isAt("/console/returns/" + returns.get(7));
      admin.reads("€24.95");
      assertThat(admin.text()).contains("Item " + Life.SKU + " €24.95", "Recorded");
      admin.press("g");
      admin.press("c");
      admin.isAt("/console/cases");
      admin.press("Control+k");
      admin.type("RMA-CON");
      admin.press("Enter");
      admin.reads("RMA-CON-3");
      admin.press("/");
      admin.type("24,95 €");
      admin.press("Enter");
      admin.reads("RMA-CON-3");
      admin.press("/");
      admin.type("ana@example.com");
      admin.press("Enter");
      admin.reads("No e-mail address of a shopper is kept here.");
      assertThat(admin.faults()).isEmpty();
    }
  }
}
