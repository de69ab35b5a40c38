package io.returnbridge.commercetools;

import com.commercetools.api.models.channel.Channel;
import com.commercetools.api.models.channel.ChannelAddRolesActionBuilder;
import com.commercetools.api.models.channel.ChannelDraft;
import com.commercetools.api.models.channel.ChannelRoleEnum;
import com.commercetools.api.models.channel.ChannelUpdate;
import com.commercetools.api.models.common.LocalizedString;
import io.returnbridge.commercetools.SetupPlan.Change;
import io.returnbridge.mappings.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the channels lack. Stock channels are created, or get the role InventorySupply; what sells
 * is the merchant's, and a key that commercetools does not have is a mistake in the table.
 */
final class ChannelPlan {

  private static final List<String> SCOPES =
      List.of("manage_products", "manage_stores", "manage_channels");

  private final CommercetoolsClient commercetools;
  private final Wanted wanted;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> conflicts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Lack> lacks = new ArrayList<>();

  ChannelPlan(CommercetoolsClient commercetools, Wanted wanted) {
    this.commercetools = commercetools;
    this.wanted = wanted;
  }

  List<Change> changes() {
    return changes;
  }

  List<String> conflicts() {
    return conflicts;
  }

  List<String> warnings() {
    return warnings;
  }

  List<Lack> lacks() {
    return lacks;
  }

  void compare(List<Channel> channels) {
    Map<String, Channel> byKey =
        channels.stream().collect(Collectors.toMap(Channel::getKey, Function.identity()));
    for (String key : wanted.stockChannels()) {
      Channel channel = byKey.get(key);
      if (channel == null) {
        create(key, byKey);
      } else if (!channel.getRoles().contains(ChannelRoleEnum.INVENTORY_SUPPLY)) {
        addRole(channel);
      }
    }
    for (String key : wanted.sellingChannels()) {
      Channel channel = byKey.get(key);
      if (channel != null) {
        sells(channel);
      } else if (!wanted.stockChannels().contains(key)) {
        String remedy =
            "there is no such channel in commercetools"
                + Suggestion.of(key, without(wanted.stockChannels(), byKey))
                + ": correct the row, or create the channel there";
        conflicts.add("channels.csv has the selling channel " + key + ", and " + remedy);
        lacks.add(Lack.ofSellingChannel(key, "\"" + key + "\": " + remedy));
      }
    }
  }

  /** A key that is nearly that of a channel which no table names may be a slip of the pen. */
  private void create(String key, Map<String, Channel> byKey) {
    List<String> others = new ArrayList<>(without(wanted.stockChannels(), byKey));
    others.removeAll(wanted.sellingChannels());
    String meant = Suggestion.of(key, others);
    if (!meant.isEmpty()) {
      warnings.add(
          "channels.csv has the stock channel "
              + key
              + ", which commercetools does not have"
              + meant
              + ": correct the row before setup --apply creates it");
    }
    lacks.add(
        Lack.ofStockChannel(
            key,
            "\"%s\" is no channel of commercetools%s: run setup --apply, which creates it, or correct the row"
                .formatted(key, meant)));
    ChannelDraft draft =
        ChannelDraft.builder()
            .key(key)
            .roles(ChannelRoleEnum.INVENTORY_SUPPLY)
            .name(LocalizedString.ofEnglish(key))
            .build();
    changes.add(
        new Change(
            "create channel " + key + " with role InventorySupply",
            true,
            SCOPES,
            () -> commercetools.call(api -> api.channels().post(draft))));
  }

  private static List<String> without(Set<String> keys, Map<String, Channel> channels) {
    return channels.keySet().stream().filter(key -> !keys.contains(key)).toList();
  }

  private void addRole(Channel channel) {
    lacks.add(
        Lack.ofStockChannel(
            channel.getKey(),
            "\"%s\" has not the role InventorySupply in commercetools: run setup --apply, which adds it"
                .formatted(channel.getKey())));
    ChannelUpdate update =
        ChannelUpdate.builder()
            .version(channel.getVersion())
            .actions(
                ChannelAddRolesActionBuilder.of().roles(ChannelRoleEnum.INVENTORY_SUPPLY).build())
            .build();
    changes.add(
        new Change(
            "extend channel " + channel.getKey() + ": add role InventorySupply",
            true,
            SCOPES,
            () -> commercetools.call(api -> api.channels().withId(channel.getId()).post(update))));
  }

  /** A line of an order names its channel as where it is sold or as where it comes from. */
  private void sells(Channel channel) {
    List<ChannelRoleEnum> roles = channel.getRoles();
    if (!roles.contains(ChannelRoleEnum.PRODUCT_DISTRIBUTION)
        && !roles.contains(ChannelRoleEnum.INVENTORY_SUPPLY)
        && !wanted.stockChannels().contains(channel.getKey())) {
      warnings.add(
          "channels.csv has the selling channel "
              + channel.getKey()
              + ", whose roles in commercetools are "
              + roles.stream().map(ChannelRoleEnum::getJsonName).collect(Collectors.joining(", "))
              + ": no order line can name it; give it ProductDistribution or correct the row");
    }
  }
}
