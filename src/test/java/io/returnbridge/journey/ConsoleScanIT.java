package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The warehouse at the console's pages Scan and Stock, on a phone's screen and with keys only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("browser")
class ConsoleScanIT {

  private static final String PASSWORD = "wandas-password";
  private static final String SHIRT = "TSHIRT-RED-M";
  private static final String JEANS = "JEANS-32";

  private World world;
  private Shop shop;
  private Program program;
  private Actors actors;
  private int orders;

  @BeforeAll
  void start() throws IOException {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Path users = Path.of("target/journey/console-scan-users.csv").toAbsolutePath();
    Files.createDirectories(users.getParent());
    Files.writeString(
        users,
        "name,password,roles,locale\nwanda,"
            + BcryptUtil.bcryptHash(PASSWORD, 4)
            + ",warehouse,en\n");
    Map<String, String> environment = world.environment();
    environment.put("CONSOLE_USERS", users.toString());
    program = Program.start("console-scan", environment);
    actors = world.actors(program);
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private ScanningPerson wanda(String language, int width, String path) {
    ScanningPerson wanda = new ScanningPerson(program.address(), language, width);
    wanda.logIn("wanda", PASSWORD, path);
    return wanda;
  }

  /** Two shirts and a pair of jeans that were too small, in the warehouse. */
  private JsonNode parcel() {
    return parcel("too_small");
  }

  private JsonNode parcel(String reasonOfJeans) {
    String order = "ORD-SCAN-" + ++orders;
    String saleable = shop.saleable("es");
    String channel = shop.sellingChannel("es");
    world
        .commercetools
        .seeds()
        .order(
            order,
            "es",
            "EUR",
            List.of(
                new Seeds.Line(SHIRT, "Shirt", "Camiseta", 2, 2500, saleable, channel),
                new Seeds.Line(JEANS, "Jeans", "Vaqueros", 1, 5990, saleable, channel)));
    Shopper ana = actors.shopper("es").quiet();
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order)
                .item(SHIRT, 2, "too_small", "50.0000")
                .item(JEANS, 1, reasonOfJeans, "59.9000"));
    ana.ship(id);
    ana.receive(id);
    World.tell(actors, "es", id);
    Waiting.until(
        "the return to be known", () -> actors.program().get("/api/returns/" + id).status() == 200);
    Waiting.until("the goods to be held", () -> locations(id).equals(awaiting(3)));
    return actors.program().returnOf(id);
  }

  private static List<String> awaiting(int units) {
    return Collections.nCopies(units, "awaiting-inspection");
  }

  private List<String> locations(String id) {
    return actors.program().returnOf(id).path("items").findValues("units").stream()
        .flatMap(units -> units.findValuesAsText("location").stream())
        .sorted()
        .toList();
  }

  @Test
  void a_parcel_is_received_by_keys_with_a_wrong_item_an_undo_and_a_network_that_goes_away() {
    JsonNode parcel = parcel();
    String rma = parcel.path("rmaNumber").asText();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      // A label that nobody knows sounds otherwise, and stays listed.
      wanda.scan("RMA-OF-NOBODY");
      wanda.isTold("No return is known as RMA-OF-NOBODY");
      assertThat(wanda.sound()).isEqualTo("bad");
      wanda.scan(rma);
      wanda.isTold(rma);
      assertThat(wanda.sound()).isEqualTo("good");
      wanda.isListed("RMA-OF-NOBODY");

      // A wrong item is not taken.
      wanda.scan("SOCKS");
      wanda.isTold("SOCKS does not belong to " + rma);
      wanda.assertThatItIsUsable("scan-wrong-item-en-360");

      // One key, and where it goes; the scanner reads the same code twice.
      wanda.scan(SHIRT);
      wanda.scan(SHIRT);
      wanda.isAsked(SHIRT + ": which grade?");
      wanda.assertThatItIsUsable("scan-grade-en-360");
      wanda.press("a");
      wanda.isTold("Saleable stock");
      wanda.assertThatItIsUsable("scan-place-en-360");

      // The wrong key, and what takes its place.
      wanda.scan(JEANS);
      wanda.isAsked(JEANS + ": which grade?");
      wanda.press("b");
      wanda.isTold("Outlet");
      wanda.keeps(0);
      wanda.press("Control+z");
      wanda.isTold(JEANS + " once more");
      wanda.press("c");
      wanda.isTold("Defective");
      wanda.keeps(0);

      // Offline: kept, also when the page is opened anew.
      wanda.goOffline();
      wanda.scan(SHIRT);
      wanda.isAsked(SHIRT + ": which grade?");
      wanda.press("b");
      wanda.isTold("Outlet");
      wanda.keeps(1);
      wanda.saysOfSending("Offline");
      assertThat(wanda.sent()).contains("1");
      wanda.reload();
      wanda.keeps(1);
      wanda.saysOfSending("Offline");
      assertThat(wanda.sent()).contains("1");
      wanda.assertThatItIsUsable("scan-offline-en-360");
      assertThat(locations(parcel.path("returnId").asText())).doesNotContain("outlet");

      // Back: sent, once.
      wanda.goOnline();
      wanda.keeps(0);
      assertThat(wanda.faults()).isEmpty();
    }
    Waiting.until(
        "the goods to be where the page said",
        () ->
            locations(parcel.path("returnId").asText())
                .equals(List.of("defective", "outlet", "saleable")));
    assertThat(actors.program().openCases())
        .noneMatch(c -> c.path("rmaNumber").asText().equals(rma));
  }

  @Test
  void an_item_that_does_not_belong_becomes_a_case_that_the_page_stock_leads_to() {
    String rma = parcel().path("rmaNumber").asText();
    try (ScanningPerson wanda = wanda("es-ES", 360, "/console/scan")) {
      wanda.scan(rma);
      wanda.isTold(rma);
      wanda.scan("CALCETINES");
      wanda.isTold("CALCETINES no es de " + rma);
      wanda.click("Registrarlo con su grado");
      wanda.isAsked("CALCETINES: ¿qué grado?");
      wanda.press("a");
      wanda.isTold("Apártalo");
      wanda.isListed("El SKU escaneado no está en la devolución");
      Waiting.until(
          "the case",
          () ->
              actors.program().openCases().stream()
                  .anyMatch(c -> c.path("code").asText().equals("SCAN_WRONG_SKU")));

      wanda.open("/console/stock");
      assertThat(wanda.text())
          .contains("wh-es-inspection", SHIRT, rma, "El SKU escaneado no está en la devolución");
      wanda.assertThatItIsUsable("stock-es-360");
      wanda.click(SHIRT);
      Waiting.until("the list", () -> wanda.path().equals("/console/stock/waiting"));
      wanda.assertThatItIsUsable("stock-waiting-es-360");
      wanda.click(rma);
      Waiting.until("the return", () -> wanda.path().startsWith("/console/returns/"));
      assertThat(wanda.faults()).isEmpty();
    }
  }

  @Test
  void a_label_is_a_label_in_an_unknown_return_too() {
    String rma = parcel().path("rmaNumber").asText();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      wanda.scan("RMA-UNKNOWN");
      wanda.isTold("No return is known as RMA-UNKNOWN");
      wanda.click("Scan its items all the same");
      wanda.isAsked("Scan an item of RMA-UNKNOWN");

      // Of one that nobody knows either a person says it.
      wanda.scan("RMA-NOT-KNOWN");
      wanda.isAsked("RMA-NOT-KNOWN: which grade?");
      wanda.click("It is the label of another return");
      wanda.isAsked("Scan an item of RMA-NOT-KNOWN");

      wanda.scan(rma);
      wanda.isAsked("Scan an item of " + rma);
      assertThat(wanda.faults()).isEmpty();
    }
  }

  @Test
  void one_more_item_of_a_finished_return_is_told_as_such() {
    String rma = parcel().path("rmaNumber").asText();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      wanda.scan(rma);
      for (String sku : List.of(SHIRT, JEANS, SHIRT)) {
        wanda.scan(sku);
        wanda.isAsked(sku + ": which grade?");
        wanda.press("a");
        wanda.isTold("Saleable stock");
      }
      wanda.isAsked("Scan the label of the return");
      // At once: its grade was given in between, so it is another shirt.

      wanda.scan(SHIRT);

      wanda.isTold(SHIRT + ": all 2 of " + rma + " are inspected");
      assertThat(wanda.sound()).isEqualTo("bad");
      assertThat(wanda.faults()).isEmpty();
    }
  }

  @Test
  void an_earlier_scan_of_the_list_is_taken_back_and_the_parcel_goes_on() {
    JsonNode parcel = parcel();
    String id = parcel.path("returnId").asText();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      wanda.scan(parcel.path("rmaNumber").asText());
      wanda.scan(SHIRT);
      wanda.isAsked(SHIRT + ": which grade?");
      wanda.isInSight("#leave");
      wanda.press("a");
      wanda.isTold("Saleable stock");
      wanda.scan(JEANS);
      wanda.isAsked(JEANS + ": which grade?");
      wanda.press("b");
      wanda.isTold("Outlet");
      wanda.keeps(0);

      wanda.takesBack(SHIRT);
      wanda.isTold(SHIRT + " once more");
      wanda.press("c");
      wanda.isTold("Defective");
      wanda.keeps(0);

      assertThat(wanda.listed()).hasSize(2);
      assertThat(wanda.listed().get(0)).contains(SHIRT, "Defective", "(instead of As new)");
      wanda.isAsked("Scan an item of " + parcel.path("rmaNumber").asText());
      wanda.assertThatItIsUsable("scan-taken-back-en-360");
      assertThat(wanda.faults()).isEmpty();
    }
    Waiting.until(
        "the goods to be where the page said",
        () -> locations(id).equals(List.of("awaiting-inspection", "defective", "outlet")));
  }

  @Test
  void scans_that_wait_are_on_the_page_stock_with_what_for() {
    JsonNode parcel = parcel("NO_SUCH_REASON");
    String rma = parcel.path("rmaNumber").asText();
    try (ScanningPerson wanda = wanda("es-ES", 360, "/console/scan")) {
      wanda.scan("RMA-DE-NADIE");
      wanda.isTold("No se conoce ninguna devolución RMA-DE-NADIE");
      wanda.click("Escanear sus artículos de todos modos");
      wanda.scan("GORRA");
      wanda.isAsked("GORRA: ¿qué grado?");
      wanda.press("a");
      wanda.isTold("Apártalo");
      wanda.scan(rma);
      wanda.isAsked("Escanea un artículo de " + rma);
      wanda.scan(JEANS);
      wanda.isAsked(JEANS + ": ¿qué grado?");
      wanda.press("b");
      wanda.isTold("Apártalo");
      wanda.keeps(0);
      Waiting.until(
          "both on the page",
          () -> {
            wanda.open("/console/stock");
            return wanda.text().contains("La devolución aún no se conoce")
                && wanda.text().contains("Su motivo aún no está aprobado");
          });

      assertThat(wanda.text())
          .contains("RMA-DE-NADIE", "GORRA", "wanda", "1 con grado")
          .doesNotContain("Cada escaneo encaja");
      wanda.assertThatItIsUsable("stock-waiting-scans-es-360");
      wanda.open("/console/returns/" + parcel.path("returnId").asText());
      wanda.reads("Con grado «Abierto o probado»: Su motivo aún no está aprobado");
      wanda.assertThatItIsUsable("return-graded-es-360");
      assertThat(wanda.faults()).isEmpty();
    }
  }

  @Test
  void a_grade_is_corrected_later_and_on_another_device() {
    JsonNode parcel = parcel();
    String id = parcel.path("returnId").asText();
    String rma = parcel.path("rmaNumber").asText();
    assertThat(actors.program().scan("es", id, JEANS, 1, "a")).isNotEmpty();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      wanda.scan(rma);
      wanda.scan(SHIRT);
      wanda.isAsked(SHIRT + ": which grade?");
      wanda.press("b");
      wanda.isTold("Outlet");
      wanda.keeps(0);
    }
    Waiting.until(
        "both to be there",
        () -> locations(id).equals(List.of("awaiting-inspection", "outlet", "saleable")));

    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      // Typed, as on a phone.
      wanda.scan(rma.toLowerCase(Locale.ROOT));
      wanda.isTold(rma);
      wanda.changes("Opened or tried");
      wanda.isTold(SHIRT + " once more");
      wanda.isAsked(SHIRT + ": which grade?");
      wanda.reads("Leave it as it was");
      wanda.press("c");
      wanda.isTold("Defective");
      wanda.keeps(0);
      wanda.assertThatItIsUsable("scan-changed-en-360");

      // Also what the warehouse's own system has sent.
      wanda.changes("As new");
      wanda.isTold(JEANS + " once more");
      wanda.press("b");
      wanda.isTold("Outlet");
      wanda.keeps(0);
      assertThat(wanda.faults()).isEmpty();
    }
    Waiting.until(
        "the goods to be where the page said",
        () -> locations(id).equals(List.of("awaiting-inspection", "defective", "outlet")));
  }

  @Test
  void offline_the_label_of_the_next_return_is_no_item_of_the_one_before() {
    String first = parcel().path("rmaNumber").asText();
    JsonNode second = parcel();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      wanda.scan(first);
      wanda.isAsked("Scan an item of " + first);
      wanda.goOffline();

      wanda.scan(second.path("rmaNumber").asText());

      wanda.isAsked("Scan an item of " + second.path("rmaNumber").asText());
      wanda.scan(JEANS);
      wanda.isAsked(JEANS + ": which grade?");
      wanda.press("b");
      wanda.keeps(1);
      wanda.goOnline();
      wanda.keeps(0);
      assertThat(wanda.faults()).isEmpty();
    }
    Waiting.until(
        "the goods of the second",
        () ->
            locations(second.path("returnId").asText())
                .equals(List.of("awaiting-inspection", "awaiting-inspection", "outlet")));
  }

  @Test
  void what_was_set_aside_is_told_its_place_once_somebody_has_decided() {
    JsonNode parcel = parcel("ODD_REASON");
    String rma = parcel.path("rmaNumber").asText();
    try (ScanningPerson wanda = wanda("en-GB", 360, "/console/scan")) {
      wanda.scan(rma);
      wanda.scan(JEANS);
      wanda.isAsked(JEANS + ": which grade?");
      wanda.press("a");
      wanda.isTold("Set it aside");
      wanda.keeps(0);
      String kase =
          actors.program().openCases().stream()
              .filter(c -> c.path("rmaNumber").asText().equals(rma))
              .findFirst()
              .orElseThrow()
              .path("id")
              .asText();
      assertThat(
              actors
                  .program()
                  .post("/api/exceptions/" + kase + "/classify", "{\"code\":\"changed-mind\"}")
                  .status())
          .isEqualTo(200);
      Waiting.until(
          "the goods to be put",
          () -> locations(parcel.path("returnId").asText()).contains("saleable"));

      wanda.reload();

      wanda.isListed("It has its place now. " + JEANS + " of " + rma + ": Saleable stock");
      // The page may be of some seconds ago.
      Waiting.untilAsserted(
          "Stock to say so",
          () -> {
            wanda.open("/console/stock");
            assertThat(wanda.text()).contains("Set aside before, decided now", rma);
          });
      wanda.assertThatItIsUsable("stock-placed-en-360");
      assertThat(wanda.faults()).isEmpty();
    }
  }

  @Test
  void a_camera_reads_codes_is_closed_again_and_may_be_refused() {
    JsonNode parcel = parcel();
    String rma = parcel.path("rmaNumber").asText();
    try (ScanningPerson wanda = ScanningPerson.withCamera(program.address(), "en-GB", 360)) {
      wanda.logIn("wanda", PASSWORD, "/console/scan");
      wanda.pressesCamera();
      wanda.isTold("The camera may not be used.");
      assertThat(wanda.sound()).isEqualTo("bad");
      wanda.allowsTheCamera();

      wanda.pressesCamera();
      wanda.hasTracks("live");
      wanda.holds(rma);
      wanda.isAsked("Scan an item of " + rma);
      wanda.assertThatItIsUsable("scan-camera-en-360");
      // A label with several codes; what stays in sight counts once, also after its grade.
      wanda.holds(SHIRT, SHIRT);
      wanda.isAsked(SHIRT + ": which grade?");
      wanda.press("a");
      wanda.isTold("Saleable stock");
      wanda.keeps(0);
      wanda.holds(SHIRT, JEANS);
      wanda.isAsked(JEANS + ": which grade?");
      wanda.press("b");
      wanda.isTold("Outlet");
      assertThat(wanda.listed()).hasSize(2);

      wanda.pressesCamera();
      wanda.hasTracks("ended");
      assertThat(wanda.isShown("#eye")).isFalse();
      wanda.holds(SHIRT);
      assertThat(wanda.mayUseTheCamera()).isTrue();
      wanda.keeps(0);
      wanda.open("/console/stock");
      assertThat(wanda.mayUseTheCamera()).isFalse();
      assertThat(wanda.faults()).isEmpty();
    }
    Waiting.until(
        "each to be counted once",
        () ->
            locations(parcel.path("returnId").asText())
                .equals(List.of("awaiting-inspection", "outlet", "saleable")));
  }

  @Test
  void a_browser_that_reads_no_codes_says_so_and_what_works() {
    try (ScanningPerson wanda = wanda("es-ES", 360, "/console/scan")) {
      wanda.reads(
          "Este navegador no lee códigos con la cámara. Funciona un lector de mano, y también teclear.");
      assertThat(wanda.isShown("#camera")).isFalse();
      wanda.assertThatItIsUsable("scan-blind-es-360");
      assertThat(wanda.faults()).isEmpty();
    }
  }

  @Test
  void a_table_of_scans_is_taken_by_the_page_stock() {
    JsonNode parcel = parcel();
    String id = parcel.path("returnId").asText();
    try (ScanningPerson wanda = wanda("en-GB", 1440, "/console/stock")) {
      wanda.upload(
          """
          scanId,returnId,sku,quantity,grade,scannedAt
          t-1-%1$s,%1$s,%2$s,2,a,2026-11-09T16:20:41Z
          t-2-%1$s,%1$s,%2$s,two,a,2026-11-09T16:20:41Z
          t-3-%1$s,%1$s,%2$s,1,a,yesterday
          """
              .formatted(id, SHIRT));
      assertThat(wanda.text())
          .contains(
              "3 rows: 1 taken, 0 known already, 2 not taken.",
              "quantity",
              "with its offset, such as 2026-11-09T16:20:41Z");
      wanda.assertThatItIsUsable("stock-upload-en-1440");
      Waiting.until(
          "the goods of the table",
          () -> locations(id).equals(List.of("awaiting-inspection", "saleable", "saleable")));
      assertThat(wanda.faults()).isEmpty();
    }
  }
}
