package io.returnbridge.commercetools;

import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.mappings.StoreRow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the mapping tables want to find in commercetools.
 *
 * @param reasons English labels by reason code
 * @param notSaleable those stock channels that are no channel's saleable stock: no Store may list
 *     them
 */
public record Wanted(
    Map<String, String> reasons,
    Set<String> stockChannels,
    Set<String> notSaleable,
    Set<String> sellingChannels,
    Set<String> states,
    Set<String> stores) {

  public static Wanted by(Mappings mappings) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (ReasonRow row : mappings.reasons().all()) {
      reasons.putIfAbsent(row.code(), row.labelEn());
    }
    Set<String> saleable =
        mappings.channels().all().stream()
            .filter(row -> row.location().equals(Channels.SALEABLE))
            .map(row -> row.stockChannel())
            .collect(Collectors.toSet());
    Set<String> notSaleable = new LinkedHashSet<>(mappings.channels().stockChannels());
    notSaleable.removeAll(saleable);
    return new Wanted(
        reasons,
        mappings.channels().stockChannels(),
        notSaleable,
        mappings.channels().channels(),
        mappings.statuses().all().stream()
            .map(StatusRow::orderState)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(LinkedHashSet::new)),
        mappings.stores().all().stream()
            .map(StoreRow::commercetoolsStore)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }
}
