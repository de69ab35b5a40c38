package io.returnbridge.commercetools;

import com.commercetools.api.models.inventory.InventoryEntry;
import com.commercetools.api.models.inventory.InventoryEntryAddQuantityActionBuilder;
import com.commercetools.api.models.inventory.InventoryEntryDraft;
import com.commercetools.api.models.inventory.InventoryEntryRemoveQuantityActionBuilder;
import com.commercetools.api.models.inventory.InventoryEntrySetCustomFieldActionBuilder;
import com.commercetools.api.models.inventory.InventoryEntrySetCustomTypeActionBuilder;
import com.commercetools.api.models.inventory.InventoryEntryUpdate;
import com.commercetools.api.models.inventory.InventoryEntryUpdateAction;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.commercetools.LastSeen.SeenEntry;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.Cause;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Inventory entries of the project. An entry whose Type lacks {@code reveniMovements} is never
 * written, since its quantity could then be added twice: {@code TYPE_CONFLICT}.
 */
@ApplicationScoped
public class CommercetoolsInventory implements Inventory {

  /** Id of an entry that a dry run would have created; it has version 0. */
  private static final String EXPECTED = "expected";

  private final CommercetoolsClient commercetools;
  private final ProjectCatalogue catalogue;
  private final LastSeen lastSeen;
  private final Effects effects;

  CommercetoolsInventory(
      CommercetoolsClient commercetools,
      ProjectCatalogue catalogue,
      LastSeen lastSeen,
      Effects effects) {
    this.commercetools = commercetools;
    this.catalogue = catalogue;
    this.lastSeen = lastSeen;
    this.effects = effects;
  }

  @Override
  public Optional<EntryView> lastSeen(String sku, String channel) {
    Optional<SeenEntry> known = lastSeen.entry(sku, channel);
    return known.isPresent() ? known.map(SeenEntry::view) : read(sku, channel);
  }

  @Override
  public Optional<EntryView> read(String sku, String channel) {
    return readEntry(sku, channel).map(SeenEntry::view);
  }

  private Optional<SeenEntry> readEntry(String sku, String channel) {
    Optional<SeenEntry> entry = ask(sku, channel);
    entry.ifPresentOrElse(lastSeen::saw, () -> lastSeen.forgetEntry(sku, channel));
    return entry;
  }

  private Optional<SeenEntry> ask(String sku, String channel) {
    String channelId = catalogue.channelId(channel);
    return commercetools
        .call(
            api ->
                api.inventory()
                    .get()
                    .withWhere("sku = :sku and supplyChannel(id = :channel)")
                    .withPredicateVar("sku", sku)
                    .withPredicateVar("channel", channelId)
                    .withLimit(1))
        .getResults()
        .stream()
        .findFirst()
        .map(e -> seen(e, channel));
  }

  @Override
  public EntryView create(
      String sku, String channel, long quantity, List<String> movements, Cause cause) {
    if (Rehearsal.isOn()) {
      if (ask(sku, channel).isPresent()) {
        throw new Refused(
            "DuplicateField", "sku", "There is an entry of " + sku + " already", List.of());
      }
      EntryView expected = new EntryView(EXPECTED, 0, sku, channel, quantity, movements);
      return rehearsed(expected, null, inShort("created with " + quantity, movements), cause);
    }
    InventoryEntryDraft draft =
        InventoryEntryDraft.builder()
            .sku(sku)
            .supplyChannel(c -> c.id(catalogue.channelId(channel)))
            .quantityOnStock(quantity)
            .custom(CustomValues.draft(OurType.INVENTORY_ENTRY, fields(movements)))
            .build();
    SeenEntry entry = seen(commercetools.call(api -> api.inventory().post(draft)), channel);
    lastSeen.saw(entry);
    effects.record(
        "inventory-entry",
        channel + "/" + sku,
        null,
        entry.view().version(),
        cause,
        inShort("created with " + quantity, movements));
    return entry.view();
  }

  @Override
  public EntryView apply(EntryView basis, long delta, List<String> movements, Cause cause) {
    SeenEntry seen = withType(basis);
    List<InventoryEntryUpdateAction> actions = new ArrayList<>();
    if (delta > 0) {
      actions.add(InventoryEntryAddQuantityActionBuilder.of().quantity(delta).build());
    } else if (delta < 0) {
      actions.add(InventoryEntryRemoveQuantityActionBuilder.of().quantity(-delta).build());
    }
    actions.add(setMovements(seen, movements));
    if (Rehearsal.isOn()) {
      return rehearsed(seen, delta, movements, cause);
    }
    InventoryEntryUpdate update =
        InventoryEntryUpdate.builder().version(basis.version()).actions(actions).build();
    InventoryEntry answer;
    try {
      answer = commercetools.call(api -> api.inventory().withId(basis.id()).post(update));
    } catch (Conflict | WriteOutcomeUnknown e) {
      lastSeen.forgetEntry(basis.sku(), basis.channel());
      throw e;
    } catch (Refused refused) {
      if (refused.isGone()) {
        lastSeen.forgetEntry(basis.sku(), basis.channel());
        throw new Conflict(
            "Entry of "
                + basis.sku()
                + " on "
                + basis.channel()
                + " was deleted since it was seen");
      }
      throw refused;
    }
    SeenEntry after = seen(answer, basis.channel());
    lastSeen.saw(after);
    effects.record(
        "inventory-entry",
        basis.channel() + "/" + basis.sku(),
        basis.version(),
        after.view().version(),
        cause,
        inShort(signed(delta), fresh(basis, movements)));
    return after.view();
  }

  /** The entry must be at the version of the basis, as for an update. */
  private EntryView rehearsed(SeenEntry basis, long delta, List<String> movements, Cause cause) {
    EntryView before = basis.view();
    long version = ask(before.sku(), before.channel()).map(e -> e.view().version()).orElse(0L);
    if (version != before.version()) {
      lastSeen.forgetEntry(before.sku(), before.channel());
      throw new Conflict(
          "Entry of " + before.sku() + " on " + before.channel() + " is at version " + version);
    }
    EntryView expected =
        new EntryView(
            before.id(),
            version,
            before.sku(),
            before.channel(),
            before.quantity() + delta,
            movements);
    return rehearsed(
        expected, basis.typeId(), inShort(signed(delta), fresh(before, movements)), cause);
  }

  private EntryView rehearsed(
      EntryView expected, @Nullable String typeId, String what, Cause cause) {
    Rehearsal.write(cause, "inventory-entry", expected.channel() + "/" + expected.sku(), what);
    lastSeen.saw(new SeenEntry(expected, typeId));
    return expected;
  }

  private static String signed(long delta) {
    return (delta < 0 ? "" : "+") + delta;
  }

  /** Those that the entry does not show yet. */
  private static List<String> fresh(EntryView basis, List<String> movements) {
    return movements.stream().filter(id -> !basis.movements().contains(id)).toList();
  }

  private static String inShort(String what, List<String> movements) {
    return what + ", movements " + movements;
  }

  /** The basis does not say which Type the entry has; the last seen entry of its version does. */
  private SeenEntry withType(EntryView basis) {
    return lastSeen
        .entry(basis.sku(), basis.channel())
        .or(() -> readEntry(basis.sku(), basis.channel()))
        .filter(seen -> seen.view().version() == basis.version())
        .orElseThrow(
            () ->
                new Conflict(
                    "Entry of "
                        + basis.sku()
                        + " on "
                        + basis.channel()
                        + " is no longer at version "
                        + basis.version()));
  }

  private InventoryEntryUpdateAction setMovements(SeenEntry seen, List<String> movements) {
    String typeId = seen.typeId();
    if (typeId == null) {
      return InventoryEntrySetCustomTypeActionBuilder.of()
          .type(t -> t.key(OurType.INVENTORY_ENTRY.key()))
          .fields(CustomValues.container(fields(movements)))
          .build();
    }
    if (!catalogue.hasFields(typeId, OurType.INVENTORY_ENTRY)) {
      throw new NeedsDecision(
          Trouble.of(
              "TYPE_CONFLICT",
              Map.of(
                  "sku",
                  seen.view().sku(),
                  "channel",
                  seen.view().channel(),
                  "detail",
                  "the stock of "
                      + seen.view().sku()
                      + " in channel "
                      + seen.view().channel()
                      + " has a Type that lacks the field "
                      + OurField.MOVEMENTS.field())));
    }
    return InventoryEntrySetCustomFieldActionBuilder.of()
        .name(OurField.MOVEMENTS.field())
        .value(movements)
        .build();
  }

  private static Map<String, FieldValue> fields(List<String> movements) {
    return Map.of(OurField.MOVEMENTS.field(), new FieldValue.Texts(movements));
  }

  private static SeenEntry seen(InventoryEntry entry, String channel) {
    return new SeenEntry(view(entry, channel), typeId(entry));
  }

  static EntryView view(InventoryEntry entry, String channel) {
    return new EntryView(
        entry.getId(),
        entry.getVersion(),
        entry.getSku(),
        channel,
        entry.getQuantityOnStock(),
        CustomValues.texts(CustomValues.read(entry.getCustom()), OurField.MOVEMENTS));
  }

  private static @Nullable String typeId(InventoryEntry entry) {
    return entry.getCustom() == null ? null : entry.getCustom().getType().getId();
  }
}
