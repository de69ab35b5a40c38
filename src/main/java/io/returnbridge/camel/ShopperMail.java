package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.quarkus.qute.Engine;
import io.returnbridge.commerce.Shoppers;
import io.returnbridge.commerce.Shoppers.Shopper;
import io.returnbridge.failure.Rejected;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.settings.MailServer;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The mail to a shopper about what {@code customer.notifications.v1} says is so in commercetools: a
 * refund is linked, an exchange order exists. Address and language are those of the order at this
 * moment; nothing keeps them.
 */
@Named("shopperMail")
@ApplicationScoped
@Unremovable
public class ShopperMail {

  private static final List<String> TYPES = List.of("refund-linked", "exchange-order-created");
  private static final List<String> LANGUAGES = List.of("en", "es");

  private final Shoppers shoppers;
  private final Mappings mappings;
  private final Settings settings;
  private final Engine engine;

  public ShopperMail(Shoppers shoppers, Mappings mappings, Settings settings, Engine engine) {
    this.shoppers = shoppers;
    this.mappings = mappings;
    this.settings = settings;
    this.engine = engine;
  }

  /**
   * The record becomes a mail; the property {@code mail} says whether there is one, since other
   * kinds of records may come. What lacks an order, an address or a mail server is refused.
   */
  public void prepare(Exchange exchange) {
    JsonNode told = json(exchange.getMessage().getBody(byte[].class));
    boolean ours = TYPES.contains(told.path("type").asText());
    exchange.setProperty("mail", ours);
    if (ours) {
      mail(exchange.getMessage(), told);
    }
  }

  private void mail(Message message, JsonNode told) {
    MailServer server =
        settings
            .alerts()
            .mailServer()
            .orElseThrow(() -> new Rejected("there is no mail server: set ALERTS_SMTP_HOST", null));
    String order = told.path("orderNumber").asText();
    Shopper shopper =
        shoppers
            .ofOrder(order)
            .orElseThrow(() -> new Rejected("order " + order + " is not in commercetools", null));
    String to = shopper.email();
    if (to == null || to.isBlank()) {
      throw new Rejected("order " + order + " has no e-mail address", null);
    }
    Locale locale = locale(shopper, told);
    String[] text = text(told, locale).strip().split("\\R", 2);
    message.removeHeaders("*");
    message.setHeader("From", server.from());
    message.setHeader("To", to);
    message.setHeader("Subject", text[0].strip());
    message.setHeader(
        "Message-ID",
        "<"
            + Keys.sha256(told.path("id").asText()).substring(0, 40)
            + server.from().substring(server.from().indexOf('@'))
            + ">");
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("Content-Language", locale.getLanguage());
    message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=UTF-8");
    message.setBody(text[1].strip().replaceAll("\\R", "\r\n") + "\r\n");
  }

  /** That of the order, else of the store; English where there are no words in it. */
  private Locale locale(Shopper shopper, JsonNode told) {
    String language =
        Optional.ofNullable(shopper.language())
            .or(() -> mappings.stores().find(told.path("store").asText()).map(StoreRow::locale))
            .orElse("en");
    Locale locale = Locale.forLanguageTag(language.replace('_', '-'));
    return LANGUAGES.contains(locale.getLanguage()) ? locale : Locale.ENGLISH;
  }

  private String text(JsonNode told, Locale locale) {
    List<Map<String, Object>> lines = new ArrayList<>();
    told.path("lines")
        .forEach(
            line ->
                lines.add(
                    Map.of(
                        "sku",
                        line.path("sku").asText(),
                        "quantity",
                        line.path("quantity").asLong())));
    Map<String, Object> values = new TreeMap<>();
    for (String name : List.of("type", "orderNumber", "rmaNumber", "exchangeOrderNumber")) {
      values.put(name, told.path(name).asText());
    }
    values.put("amount", amount(told.path("amount"), locale));
    values.put("lines", lines);
    String template = "shopper-mail-" + locale.getLanguage() + ".txt";
    return Objects.requireNonNull(engine.getTemplate(template), template).render(values);
  }

  private static String amount(JsonNode money, Locale locale) {
    if (money.isMissingNode()) {
      return "";
    }
    return new Money(money.path("centAmount").asLong(), money.path("currencyCode").asText())
        .in(locale);
  }

  private static JsonNode json(byte[] value) {
    try {
      JsonNode json = Json.MAPPER.readTree(value);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw new Rejected("the record is not JSON", e);
    }
    throw new Rejected("the record is not a JSON object", null);
  }
}
