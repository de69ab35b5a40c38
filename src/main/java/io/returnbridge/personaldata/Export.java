package io.returnbridge.personaldata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.returnbridge.evidence.Bundle;
import io.returnbridge.evidence.Evidence;
import io.returnbridge.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** All that is kept of one customer, as JSON. */
@ApplicationScoped
public class Export {

  /**
   * @param orders by number; what commercetools holds of them it gives itself
   * @param returns all that is recorded of each
   * @param webhooks that name the customer, as Reveni sent them
   */
  public record OfCustomer(
      Instant at, Collection<String> orders, List<Bundle> returns, List<Sent> webhooks) {}

  /**
   * @param body JSON, or a text where it is none
   */
  public record Sent(String where, String place, Instant at, JsonNode body) {}

  private final CustomerSearch search;
  private final Evidence evidence;
  private final Erasure erasure;

  public Export(CustomerSearch search, Evidence evidence, Erasure erasure) {
    this.search = search;
    this.evidence = evidence;
    this.erasure = erasure;
  }

  public OfCustomer of(EmailAddress email, String who) {
    Customer customer = search.find(email);
    erasure.requested(UUID.randomUUID().toString(), "export", who, null);
    return new OfCustomer(
        Instant.now(),
        customer.orders(),
        customer.returns().stream()
            .map(of -> evidence.of(of.id(), of.rmaNumber(), of.orderNumber()))
            .toList(),
        customer.webhooks().stream()
            .map(w -> new Sent(w.where(), w.place(), w.at(), json(w.body())))
            .toList());
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      if (json != null) {
        return json;
      }
    } catch (IOException notJson) {
      // As it stands.
    }
    return TextNode.valueOf(new String(body, StandardCharsets.UTF_8));
  }
}
