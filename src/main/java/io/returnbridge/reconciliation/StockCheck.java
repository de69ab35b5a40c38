package io.returnbridge.reconciliation;

import io.returnbridge.commerce.Holdings;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.StockEntry;
import io.returnbridge.reconciliation.Compared.Looked;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inventory entries against the ledger. From where goods are sold others move goods as well: there
 * both are told, and no difference is found.
 */
@ApplicationScoped
class StockCheck {

  /**
   * @param applied what the applied movements add up to
   * @param busy whether a movement is sent, or due
   */
  private record Booked(
      long applied, boolean busy, long waiting, @Nullable Instant waitingSince, int legs) {}

  private static final Booked NOTHING = new Booked(0, false, 0, null, 0);

  private static final String BOOKED =
      """
      select l.sku, coalesce(sum(l.delta) filter (where l.state = 'applied'), 0),
        coalesce(bool_or(l.state = 'sent' or (l.state = 'planned' and (l.after_leg is null or p.state = 'applied'))), false),
        count(*) filter (where l.state = 'applied' and l.kind in ('hold', 'back-in')
          and not exists (select 1 from stock_leg n where n.after_leg = l.id and n.state = 'applied')),
        min(l.applied_at) filter (where l.state = 'applied' and l.kind in ('hold', 'back-in')
          and not exists (select 1 from stock_leg n where n.after_leg = l.id and n.state = 'applied')),
        count(*)
      from stock_leg l left join stock_leg p on p.id = l.after_leg
      where l.channel = ? and l.sku = any(?) group by l.sku
      """;

  private final Holdings holdings;
  private final Database database;
  private final Mappings mappings;

  StockCheck(Holdings holdings, Database database, Mappings mappings) {
    this.holdings = holdings;
    this.database = database;
    this.mappings = mappings;
  }

  /** All stock channels of the table, each with what it is for. */
  Map<String, String> channels() {
    Map<String, String> channels = new TreeMap<>();
    for (ChannelRow row : mappings.channels().all()) {
      channels.putIfAbsent(row.stockChannel(), row.location());
    }
    return channels;
  }

  /** Whether nobody else moves goods there: no disposition puts goods there to be sold. */
  boolean isOurs(String location) {
    return !location.equals(Channels.SALEABLE)
        && mappings.dispositions().all().stream()
            .filter(row -> row.location().equals(location))
            .map(DispositionRow::shipmentState)
            .noneMatch(state -> state == ShipmentState.BACK_IN_STOCK);
  }

  /** SKUs that the ledger knows on the channel, in their order. */
  List<String> booked(String channel, String after, int most) {
    return database.query(
        "select distinct sku from stock_leg where channel = ? and sku > ? order by sku limit ?",
        r -> r.text(1),
        channel,
        after,
        most);
  }

  /** The entries of these SKUs as they are now. */
  List<Looked> at(String channel, Collection<String> skus) {
    String location = channels().get(channel);
    if (location == null) {
      return skus.stream()
          .map(sku -> new Looked(subject(channel, sku), null, null, false, List.of()))
          .toList();
    }
    Map<String, Booked> before = booked(channel, skus);
    Map<String, EntryView> entries = holdings.entries(channel, skus);
    Map<String, Booked> after = booked(channel, skus);
    Set<String> worked = worked(channel, skus);
    List<Looked> looks = new ArrayList<>();
    for (String sku : new TreeSet<>(skus)) {
      Booked booked = after.getOrDefault(sku, NOTHING);
      EntryView entry = entries.get(sku);
      EntryLook look =
          new EntryLook(
              channel,
              sku,
              location,
              booked.applied(),
              entry == null ? null : entry.quantity(),
              isOurs(location),
              location.equals(Channels.AWAITING_INSPECTION) ? booked.waiting() : 0,
              location.equals(Channels.AWAITING_INSPECTION) ? booked.waitingSince() : null);
      boolean busy =
          booked.busy()
              || worked.contains(sku)
              || !booked.equals(before.getOrDefault(sku, NOTHING));
      looks.add(
          new Looked(
              subject(channel, sku),
              null,
              look,
              busy,
              drift(look).map(List::of).orElse(List.of())));
    }
    return looks;
  }

  static String subject(String channel, String sku) {
    return new StockEntry(channel, sku).subject();
  }

  private static Optional<Finding> drift(EntryLook look) {
    Long difference = look.difference();
    return difference == null || difference == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Codes.DRIFT,
                null,
                subject(look.channel(), look.sku()),
                null,
                null,
                null,
                "commercetools shows %s, the ledger has %d."
                    .formatted(
                        look.quantity() == null ? "no entry" : look.quantity(), look.ledger()),
                null));
  }

  private Map<String, Booked> booked(String channel, Collection<String> skus) {
    Map<String, Booked> booked = new HashMap<>();
    database.query(
        BOOKED,
        r ->
            booked.put(
                r.text(1),
                new Booked(r.number(2), r.flag(3), r.number(4), r.timeOrNull(5), r.integer(6))),
        channel,
        skus.toArray(String[]::new));
    return booked;
  }

  private Set<String> worked(String channel, Collection<String> skus) {
    return database
        .query(
            "select subject from work where step = 'apply-stock-movements' and subject = any(?)",
            r -> r.text(1),
            (Object) skus.stream().map(sku -> subject(channel, sku)).toArray(String[]::new))
        .stream()
        .map(s -> s.substring(channel.length() + 1))
        .collect(Collectors.toSet());
  }
}
