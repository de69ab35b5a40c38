package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.qute.Engine;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Variant;
import io.returnbridge.commerce.Shoppers;
import io.returnbridge.commerce.Shoppers.Shopper;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shopper reads. */
class ShopperMailTest {

  static final String REFUND =
      """
      {"id": "refund-linked:es:rf-1", "type": "refund-linked", "store": "es", "returnId": "r1",
       "rmaNumber": "RMA-100045", "orderNumber": "1001", "refundId": "rf-1",
       "amount": {"centAmount": 123495, "currencyCode": "EUR"}}
      """;

  private static final String EXCHANGE =
      """
      {"id": "exchange:es:EX-RMA-100046", "type": "exchange-order-created", "store": "es", "returnId": "r2",
       "rmaNumber": "RMA-100046", "orderNumber": "1002", "exchangeOrderNumber": "EX-RMA-100046",
       "exchangeOrderId": "8c3b", "lines": [{"itemId": "item-1", "sku": "TSHIRT-RED-L", "quantity": 2}]}
      """;

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  static ShopperMail mails(Optional<Shopper> shopper) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("CTP_PROJECT_KEY", "p");
    variables.put("CTP_CLIENT_ID", "c");
    variables.put("CTP_CLIENT_SECRET", "s");
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("CTP_SCOPES", "manage_orders");
    variables.put("ALERTS_SMTP_HOST", "mail.example.com");
    variables.put("ALERTS_EMAIL_FROM", "returns@example.com");
    variables.put("ALERTS_EMAIL_CX", "cx@example.com");
    Engine engine =
        Engine.builder().addDefaults().addValueResolver(new ReflectionValueResolver()).build();
    for (String language : new String[] {"en", "es"}) {
      String name = "shopper-mail-" + language + ".txt";
      try {
        engine.putTemplate(
            name,
            engine.parse(
                Files.readString(Path.of("src/main/resources/templates", name)),
                Variant.forContentType("text/plain"),
                name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new ShopperMail(
        of(shopper), Mappings.load(Path.of("mappings")), Settings.read(variables), engine);
  }

  private static Shoppers of(Optional<Shoppers.Shopper> shopper) {
    return new Shoppers() {
      @Override
      public Optional<Shopper> ofOrder(String orderNumber) {
        return shopper;
      }

      @Override
      public Set<String> ordersOf(Set<String> emails) {
        throw new IllegalStateException("nobody asks");
      }
    };
  }

  private void prepare(ShopperMail mails, String record) {
    exchange.getMessage().setBody(record.getBytes(StandardCharsets.UTF_8));
    mails.prepare(exchange);
  }

  private String header(String name) {
    return exchange.getMessage().getHeader(name, String.class);
  }

  private String body() {
    return exchange.getMessage().getBody(String.class);
  }

  @Test
  void a_refund_in_the_language_of_the_order() {
    prepare(mails(Optional.of(new Shopper("ana@example.com", "en-GB"))), REFUND);

    assertThat(header("To")).isEqualTo("ana@example.com");
    assertThat(header("From")).isEqualTo("returns@example.com");
    assertThat(header("Subject")).isEqualTo("Your refund for order 1001");
    assertThat(header("Message-ID")).matches("<[0-9a-f]{40}@example.com>");
    assertThat(body())
        .startsWith("Hello,")
        .contains("we have refunded €1,234.95 for your return RMA-100045 of order 1001.");
    assertThat(exchange.getProperty("mail")).isEqualTo(true);
  }

  @Test
  void an_exchange_in_the_language_of_the_order() {
    prepare(mails(Optional.of(new Shopper("ana@example.com", "es"))), EXCHANGE);

    assertThat(header("Subject")).isEqualTo("El cambio de tu pedido 1002");
    assertThat(body())
        .startsWith("Hola:")
        .contains("pedido de cambio EX-RMA-100046:")
        .contains("2 x TSHIRT-RED-L");
  }

  @ParameterizedTest
  @CsvSource({"es, El reembolso", "uk, Your refund"})
  void an_order_that_names_no_language_has_that_of_its_store(String store, String subject) {
    prepare(
        mails(Optional.of(new Shopper("ana@example.com", null))),
        REFUND.replace("\"store\": \"es\"", "\"store\": \"" + store + "\""));

    assertThat(header("Subject")).startsWith(subject);
  }

  @Test
  void a_language_without_words_is_english() {
    prepare(mails(Optional.of(new Shopper("ana@example.com", "fi"))), REFUND);

    assertThat(header("Subject")).isEqualTo("Your refund for order 1001");
  }

  @Test
  void another_kind_of_record_is_no_mail() {
    prepare(mails(Optional.empty()), "{\"id\": \"x\", \"type\": \"parcel-seen\"}");

    assertThat(exchange.getProperty("mail")).isEqualTo(false);
  }

  @Test
  void an_order_that_is_gone_or_has_no_address_is_refused_without_personal_data() {
    assertThatThrownBy(() -> prepare(mails(Optional.empty()), REFUND))
        .isInstanceOf(Rejected.class)
        .hasMessage("order 1001 is not in commercetools");
    assertThatThrownBy(() -> prepare(mails(Optional.of(new Shopper(null, "es"))), REFUND))
        .isInstanceOf(Rejected.class)
        .hasMessage("order 1001 has no e-mail address");
    assertThat(new Shopper("ana@example.com", "es").toString()).doesNotContain("ana");
  }
}
