package io.returnbridge.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadField;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.HeldBack;
import io.returnbridge.model.Trouble;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says field by field how a return's JSON is read, without taking it in. */
public final class PayloadTrial {

  /**
   * One field that the map names.
   *
   * @param path where it is looked for
   * @param raw what stands there, as JSON; empty when nothing does
   * @param meaning what it means by the tables
   */
  public record Field(String path, String raw, String meaning) {}

  /**
   * @param sum what comes of it, in one sentence
   * @param troubles what would become a case
   */
  public record Result(List<Field> fields, String sum, List<Trouble> troubles) {}

  private static final int LONGEST = 80;

  private final Mappings mappings;
  private final PayloadMap map;
  private final Instant now;
  private final FieldMeaning meaning;
  private final List<Field> fields = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();

  private PayloadTrial(Mappings mappings, String store, Instant now) {
    this.mappings = mappings;
    this.map = mappings.payload();
    this.now = now;
    this.meaning = new FieldMeaning(mappings, store, now);
  }

  /**
   * @param returnId the return that was asked for; null takes what the JSON says
   */
  public static Result of(
      Mappings mappings, String store, @Nullable String returnId, String json, Instant now) {
    return new PayloadTrial(mappings, store, now).read(store, returnId, json);
  }

  private Result read(String store, @Nullable String returnId, String body) {
    JsonNode json;
    try {
      json = ReveniJson.object(body);
    } catch (PayloadUnreadable e) {
      troubles.add(unreadable(String.valueOf(e.getMessage())));
      return new Result(List.of(), "Nothing of it can be read.", troubles);
    }
    section(json, PayloadSection.RETURN, "", currency(json));
    list(json, PayloadSection.ITEMS, "", currency(json));
    list(json, PayloadSection.REFUNDS, "", currency(json));
    list(json, PayloadSection.SHIPMENTS, "", currency(json));
    String id = returnId == null ? text(json, PayloadField.RETURN_ID).orElse("?") : returnId;
    String sum = sum(new ReturnId(store, id), json);
    return new Result(List.copyOf(fields), sum, List.copyOf(troubles));
  }

  private String sum(ReturnId id, JsonNode json) {
    try {
      if (new SnapshotReader(mappings, now).read(id, json, null)
          instanceof ReveniAnswer.Found found) {
        troubles.addAll(found.troubles());
        return sum(found.snapshot());
      }
      return "The shopper has not finished it: nothing happens yet.";
    } catch (NeedsDecision e) {
      troubles.add(e.trouble());
      return "Nothing of it would be taken in.";
    }
  }

  private String sum(ReturnSnapshot snapshot) {
    reasons(snapshot);
    amounts(snapshot);
    String held =
        snapshot.heldBack().stream().map(PayloadTrial::named).collect(Collectors.joining(", "));
    return "Taken in: items %d, units %d, refunds %d, shipments %d. Held back: %s."
        .formatted(
            snapshot.items().size(),
            snapshot.items().stream().mapToLong(ReturnSnapshot.Item::quantity).sum(),
            snapshot.refunds().size(),
            snapshot.shipments().size(),
            held.isEmpty() ? "nothing" : held);
  }

  private static String named(HeldBack held) {
    return held.part().name().toLowerCase(Locale.ROOT) + (held.id() == null ? "" : " " + held.id());
  }

  private void reasons(ReturnSnapshot snapshot) {
    for (ReturnSnapshot.Item item : snapshot.items()) {
      String reason = item.reason();
      if (reason == null || mappings.reasons().map(reason).isEmpty()) {
        troubles.add(
            Trouble.ofItem(
                reason == null ? "REASON_MISSING" : "REASON_UNMAPPED",
                item.itemId(),
                Map.of(
                    "detail",
                    "item %s has %s"
                        .formatted(
                            item.itemId(),
                            reason == null
                                ? "no reason"
                                : "the reason \"%s\", which is not in reason-codes.csv"
                                    .formatted(Plain.word(reason))))));
      }
    }
  }

  private void amounts(ReturnSnapshot snapshot) {
    for (ReturnSnapshot.Refund refund : snapshot.refunds()) {
      BigDecimal[] all = {
        refund.amount(), refund.fees(), refund.shipping(), refund.bonus(), refund.reversedAmount()
      };
      for (BigDecimal amount : all) {
        if (amount != null && Money.exact(amount, refund.currency()).isEmpty()) {
          troubles.add(
              new Trouble(
                  "REFUND_AMOUNT_INEXACT",
                  refund.refundId(),
                  null,
                  Map.of(
                      "detail",
                      "refund %s: %s cannot hold %s exactly"
                          .formatted(
                              refund.refundId(), refund.currency(), amount.toPlainString()))));
        }
      }
    }
  }

  private void list(JsonNode owner, PayloadSection section, String before, String currency) {
    String path = before + map.path(section).orElse("");
    List<JsonNode> elements;
    try {
      elements = map.list(owner, section);
    } catch (PayloadUnreadable wrong) {
      fields.add(new Field(path, "", "cannot be read: " + wrong.getMessage()));
      return;
    }
    for (int i = 0; i < elements.size(); i++) {
      JsonNode element = elements.get(i);
      String of = path + "/" + i;
      if (section == PayloadSection.REFUNDS) {
        String own = text(element, PayloadField.REFUND_CURRENCY).orElse(currency);
        section(element, section, of, own.toUpperCase(Locale.ROOT));
        list(element, PayloadSection.REFUND_FEES, of, own.toUpperCase(Locale.ROOT));
        list(element, PayloadSection.REFUND_ITEMS, of, own.toUpperCase(Locale.ROOT));
      } else {
        section(element, section, of, currency);
      }
    }
  }

  private void section(JsonNode at, PayloadSection section, String before, String currency) {
    for (PayloadField field : PayloadField.values()) {
      if (field.section() == section && map.path(field).isPresent()) {
        String said = map.raw(at, field).isEmpty() ? "absent" : meaning(at, field, currency);
        fields.add(new Field(before + map.path(field).get(), raw(map.raw(at, field)), said));
      }
    }
  }

  private String meaning(JsonNode at, PayloadField field, String currency) {
    try {
      return meaning.of(at, field, currency);
    } catch (PayloadUnreadable wrong) {
      return "cannot be read: " + wrong.getMessage();
    }
  }

  /** JSON escapes what no terminal should be sent. */
  private static String raw(Optional<JsonNode> node) {
    String json = node.map(JsonNode::toString).orElse("");
    StringBuilder plain = new StringBuilder();
    json.codePoints()
        .limit(LONGEST)
        .forEach(
            c ->
                plain.append(
                    Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c)));
    return json.length() > LONGEST ? plain + "…" : plain.toString();
  }

  private String currency(JsonNode json) {
    return text(json, PayloadField.CURRENCY).orElse("").toUpperCase(Locale.ROOT);
  }

  private Optional<String> text(JsonNode at, PayloadField field) {
    try {
      return map.text(at, field);
    } catch (PayloadUnreadable wrong) {
      return Optional.empty();
    }
  }

  private static Trouble unreadable(String why) {
    return Trouble.of("EVENT_UNREADABLE", Map.of("detail", why));
  }
}
