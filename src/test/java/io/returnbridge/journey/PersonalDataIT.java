package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.WebhookSender;
import io.returnbridge.sandbox.reveni.WebhookSender.Style;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A customer whom one would recognise, all the way through the packaged program: who is named
 * where, and what is left after an erasure. The log, every topic and every table are looked
 * through.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonalDataIT {

  /** As commercetools has it for one order; Reveni writes it otherwise. */
  private static final String AT_THE_SHOP = "Petra.Privat@Example.com";

  private static final String AT_REVENI = "petra.privat@example.com";
  private static final String NAME = "Petronella";
  private static final String PHONE = "+34600987654";
  private static final String STREET = "Calle Secreta";
  private static final String IBAN = "ES9121000418450200051332";

  private static final List<String> OF_THE_CUSTOMER =
      List.of("petra.privat", NAME, PHONE, STREET, IBAN);

  private static final String WEBHOOKS = "reveni.webhooks.v1";
  private static final String LETTERS = "reveni.webhooks.v1.accept-return.dlt";

  private World world;
  private Shop shop;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    order("PD-1", "es", "EUR", AT_THE_SHOP);
    order("PD-2", "uk", "GBP", AT_REVENI);
    order("PD-3", "es", "EUR", "not" + AT_REVENI);
    world.setUp();
    Map<String, String> environment = world.environment();
    environment.put("SCHEDULE_FORGET", "0/2 * * * * ?");
    environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
    program = Program.start("personal-data", environment);
    actors = world.actors(program);
    World.awaitSteps(actors.program());
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private void order(String number, String store, String currency, String email) {
    Seeds seeds = world.commercetools.seeds();
    ObjectNode draft =
        seeds.orderDraft(
            number,
            store,
            currency,
            List.of(
                new Seeds.Line(
                    Life.SKU,
                    "Shirt",
                    "Camiseta",
                    1,
                    Life.CENTS,
                    shop.saleable(store),
                    shop.sellingChannel(store)),
                new Seeds.Line(
                    Life.EXCHANGED_SKU,
                    "Jeans",
                    "Vaqueros",
                    1,
                    5990,
                    shop.saleable(store),
                    shop.sellingChannel(store))));
    draft.put("customerEmail", email);
    ObjectNode address =
        seeds.address(NAME, "Privatissima", STREET, "Madrid", store.equals("es") ? "ES" : "GB");
    address.put("phone", PHONE).put("email", email);
    draft.set("shippingAddress", address);
    draft.set("billingAddress", address.deepCopy());
    seeds.importOrder(draft);
  }

  /** Whatever Reveni may say of her. */
  private static void ofPetra(ObjectNode json) {
    ((ObjectNode) json.path("customer"))
        .put("email", AT_REVENI)
        .put("name", NAME + " Privatissima")
        .put("phone", PHONE)
        .put("address", STREET + " 7, Madrid");
    json.putObject("bank_account").put("iban", IBAN).put("holder", NAME);
    for (JsonNode item : json.path("return_items")) {
      ((ObjectNode) item).put("reason_text", NAME + " found it too small, call " + PHONE);
    }
  }

  private void announce(String store, String id) {
    WebhookSender sender = actors.reveni().webhooks(store);
    assertThat(sender.sendUntilStored(sender.prepare(id, WebhookSender.UPDATED, Style.FULL)))
        .isEqualTo(202);
  }

  /** A return of two items, one of them exchanged; its webhooks name her. */
  private String petraReturns(String store, String order, String reason) {
    Shopper shopper = actors.shopper(store).quiet();
    String id =
        shopper.create(
            ReturnBuilder.ofOrder(order)
                .currency(store.equals("es") ? "EUR" : "GBP")
                .item(Life.SKU, 1, reason, "24.9500")
                .exchange(Life.EXCHANGED_SKU, 1, "too_small", "59.9000", Life.NEW_SKU));
    shopper.edit(id, PersonalDataIT::ofPetra);
    announce(store, id);
    return id;
  }

  /** Refunded, received, inspected, accepted. */
  private void finish(String store, String id) {
    Shopper shopper = actors.shopper(store).quiet();
    shopper.completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"));
    shopper.ship(id);
    shopper.receive(id);
    announce(store, id);
    ObjectNode scan = ProgramApi.scanOf(store, id, Life.SKU, 1, "a");
    assertThat(actors.program().scanUntilStored(scan.put("operator", "Otto Operator")).status())
        .isEqualTo(202);
    actors.program().scan(store, id, Life.EXCHANGED_SKU, 1, "a");
    actors.program().settle();
    shopper.acceptItem(id, "item-1");
    shopper.acceptItem(id, "item-2");
    shopper.status(id, "accepted");
    announce(store, id);
    actors.program().settle();
  }

  private JsonNode post(String path, String body) {
    var answer = actors.program().post(path, body);
    assertThat(answer.status()).as(answer.body().toString()).isLessThan(300);
    return answer.body();
  }

  private JsonNode onlyCase(String code, String returnId) {
    Waiting.until(code, () -> !cases(code, returnId).isEmpty());
    return cases(code, returnId).get(0);
  }

  private List<JsonNode> cases(String code, String returnId) {
    return actors.program().openCases().stream()
        .filter(c -> c.path("code").asText().equals(code))
        .filter(c -> returnId == null || c.path("returnId").asText().equals(returnId))
        .toList();
  }

  /** The unreadable webhook that is kept, and a dead letter. */
  private void unreadable() {
    byte[] odd =
        """
        {"id": "odd-1", "event": "return.updated", "data": {"resource_id": "not an id",
         "object": {"customer": {"email": "%s", "name": "%s"}, "iban": "%s"}}}
        """
            .formatted(AT_REVENI.replace("@", "\\u0040"), NAME, IBAN)
            .getBytes(StandardCharsets.UTF_8);
    WebhookSender sender = actors.reveni().webhooks("es");
    assertThat(sender.post(actors.webhookUrl("es"), odd, sender.sign(odd))).isEqualTo(202);
    Topic.write(
        program.brokers(),
        List.of(
            new ProducerRecord<>(
                WEBHOOKS,
                null,
                "r-x".getBytes(StandardCharsets.UTF_8),
                ("{\"customer\": {\"email\": \"" + AT_REVENI + "\", \"name\": \"" + NAME + "\"}}")
                    .getBytes(StandardCharsets.UTF_8),
                List.of(new RecordHeader("store", "no such".getBytes(StandardCharsets.UTF_8))))));
    Waiting.until("a dead letter", () -> !Topic.records(program.brokers(), LETTERS).isEmpty());
  }

  private Set<String> topicsNaming(List<String> words) throws Exception {
    Set<String> naming = new TreeSet<>();
    try (Admin admin = Admin.create(program.brokers())) {
      for (String topic : admin.listTopics().names().get()) {
        for (ConsumerRecord<String, byte[]> record : Topic.records(program.brokers(), topic)) {
          StringBuilder all = new StringBuilder(String.valueOf(record.key()));
          all.append(plain(record.value() == null ? new byte[0] : record.value()));
          record.headers().forEach(h -> all.append(plain(h.value())));
          if (isAnyIn(words, all.toString())) {
            naming.add(topic);
          }
        }
      }
    }
    return naming;
  }

  private static String plain(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\\u0040", "@");
  }

  private static boolean isAnyIn(List<String> words, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)));
  }

  /** Whatever its columns are; bytes as the text that they are. */
  private Set<String> tablesNaming(List<String> words) {
    Rows rows = Rows.of(program);
    Set<String> naming = new TreeSet<>();
    for (String table :
        rows.of("select tablename::text from pg_tables where schemaname = 'public'")) {
      String columns =
          String.join(
              " || ' ' || ",
              rows.of(
                  """
                  select case data_type when 'bytea' then 'coalesce(encode(' || quote_ident(column_name) || ', ''escape''), '''')'
                    else 'coalesce(' || quote_ident(column_name) || '::text, '''')' end
                  from information_schema.columns where table_schema = 'public' and table_name = ?
                  """,
                  table));
      for (String row : rows.of("select " + columns + " from " + table)) {
        if (isAnyIn(words, row.replace("\\\\u0040", "@").replace("\\u0040", "@"))) {
          naming.add(table);
        }
      }
    }
    return naming;
  }

  @Test
  void who_a_customer_is_stands_in_the_named_places_only_and_nowhere_after_an_erasure(
      @TempDir Path folder) throws Exception {
    // Given a return that ends, with a case that somebody has decided and noted her name
    String ended = petraReturns("es", "PD-1", "regalo");
    String reason = onlyCase("REASON_UNMAPPED", ended).path("id").asText();
    post(
        "/api/exceptions/" + reason + "/classify",
        "{\"code\": \"too-small\", \"note\": \"" + NAME + " has said so\"}");
    finish("es", ended);
    // And one that is under way, of another store, with a note as well
    String open = petraReturns("uk", "PD-2", "regalo");
    String other = onlyCase("REASON_UNMAPPED", open).path("id").asText();
    post(
        "/api/exceptions/" + other + "/assign",
        "{\"to\": \"cx\", \"note\": \"ask " + NAME + " again\"}");
    // And one of a customer whose address ends like hers
    String stranger =
        actors
            .shopper("es")
            .telling(Style.FULL)
            .create(
                ReturnBuilder.ofOrder("PD-3")
                    .customer("not" + AT_REVENI, "es-ES")
                    .item(Life.SKU, 1, "too_small", "24.9500"));
    unreadable();
    JsonNode unread = onlyCase("EVENT_UNREADABLE", null);
    actors.program().settle();
    JsonNode evidence = actors.program().get("/api/returns/" + ended + "/evidence").body();
    assertThat(evidence.toString()).contains(NAME);

    // Then who she is stands there, and nowhere else
    assertThat(topicsNaming(OF_THE_CUSTOMER)).containsExactlyInAnyOrder(WEBHOOKS, LETTERS);
    assertThat(tablesNaming(OF_THE_CUSTOMER))
        .containsExactlyInAnyOrder("kept_webhook", "case_history", "evidence");
    assertThat(tablesNaming(List.of("Otto Operator"))).containsExactly("scan");
    assertThat(topicsNaming(List.of("Otto Operator"))).isEmpty();
    assertThat(OF_THE_CUSTOMER).noneMatch(word -> isAnyIn(List.of(word), program.output()));
    assertThat(program.output()).doesNotContain("Otto Operator");

    // When she is given what there is, and then everything is erased
    JsonNode export = post("/api/personal-data/export", "{\"email\": \"" + AT_REVENI + "\"}");
    assertThat(export.path("returns").findValuesAsText("returnId"))
        .contains(ended, open)
        .doesNotContain(stranger);
    assertThat(export.path("webhooks").findValuesAsText("iban")).contains(IBAN);
    Program.Ended erased =
        program.command(Map.of(), "personal-data", "erase", "PETRA.privat@example.com");
    assertThat(erased.code()).as(erased.output()).isZero();
    JsonNode receipt = Json.read(erased.output(), JsonNode.class);

    // Then the receipt says what is gone, what goes when, and what stays, and names nobody
    assertThat(isAnyIn(OF_THE_CUSTOMER, erased.output())).isFalse();
    assertThat(receipt.path("returns")).hasSize(2);
    assertThat(receipt.path("erased").get(0).path("where").asText()).isEqualTo("case_history");
    assertThat(receipt.path("toCome").findValuesAsText("where"))
        .containsExactlyInAnyOrder(WEBHOOKS, LETTERS, "kept_webhook", "case_history");
    for (JsonNode part : receipt.path("toCome")) {
      if (part.path("where").asText().startsWith("reveni")) {
        assertThat(Instant.parse(part.path("until").asText()))
            .isBetween(
                Instant.now().plus(Duration.ofDays(31)), Instant.now().plus(Duration.ofDays(33)));
      }
    }
    assertThat(receipt.path("stays").toString()).contains("commercetools", "PD-1", "backups");
    assertThat(
            Rows.of(program)
                .of("select note from case_history where note is not null and who = 'admin'"))
        .as("of the one that is open")
        .containsExactlyInAnyOrder("(erased)", "ask " + NAME + " again");
    assertThat(actors.program().get("/api/audit").body().toString())
        .contains("\"what\":\"erasure\"");

    // And its evidence is whole all the same
    Path bundle = folder.resolve("evidence.json");
    String json = actors.program().get("/api/returns/" + ended + "/evidence").body().toString();
    Files.writeString(bundle, json);
    assertThat(isAnyIn(OF_THE_CUSTOMER, json)).isFalse();
    assertThat(program.command(Map.of(), "evidence", "verify", bundle.toString()).output())
        .contains("1 erased, the chain is whole");

    // And the return that was under way goes on to its end, with which the rest goes
    post("/api/exceptions/" + other + "/classify", "{\"code\": \"too-small\"}");
    finish("uk", open);
    assertThat(actors.program().returnOf(open).path("refunds").get(0).path("paymentKey").asText())
        .isNotEmpty();
    post(
        "/api/exceptions/" + unread.path("id").asText() + "/resolve",
        "{\"note\": \"Reveni sends it again\"}");
    Waiting.untilAsserted(
        "nothing of her to be left", () -> assertThat(tablesNaming(OF_THE_CUSTOMER)).isEmpty());
    assertThat(OF_THE_CUSTOMER).noneMatch(word -> isAnyIn(List.of(word), program.output()));
    assertThat(topicsNaming(OF_THE_CUSTOMER)).containsExactlyInAnyOrder(WEBHOOKS, LETTERS);
  }
}
