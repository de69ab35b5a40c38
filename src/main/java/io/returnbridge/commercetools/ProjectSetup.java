package io.returnbridge.commercetools;

import com.commercetools.api.models.channel.Channel;
import com.commercetools.api.models.channel.ChannelAddRolesActionBuilder;
import com.commercetools.api.models.channel.ChannelDraft;
import com.commercetools.api.models.channel.ChannelReference;
import com.commercetools.api.models.channel.ChannelRoleEnum;
import com.commercetools.api.models.channel.ChannelUpdate;
import com.commercetools.api.models.common.LocalizedString;
import com.commercetools.api.models.state.State;
import com.commercetools.api.models.store.Store;
import com.commercetools.api.models.type.Type;
import io.returnbridge.commercetools.SetupPlan.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the project with what is wanted of it. Reads only; {@link SetupPlan.Change#apply}
 * writes. Applying a plan and planning again gives an empty one.
 */
@ApplicationScoped
public class ProjectSetup {

  private static final List<String> CHANNEL_SCOPES =
      List.of("manage_products", "manage_stores", "manage_channels");

  private final CommercetoolsClient commercetools;

  public ProjectSetup(CommercetoolsClient commercetools) {
    this.commercetools = commercetools;
  }

  /** Everything: Types, channels, Stores and States. */
  public SetupPlan plan(Wanted wanted) {
    TypePlan types = new TypePlan(commercetools, wanted.reasons());
    types.compare(types());
    List<Change> changes = new ArrayList<>(types.changes());
    List<Channel> channels = channels();
    changes.addAll(channelChanges(wanted, channels));
    List<String> warnings = new ArrayList<>();
    warnings.addAll(missingSellingChannels(wanted, channels));
    warnings.addAll(storeWarnings(wanted, channels));
    warnings.addAll(stateWarnings(wanted));
    return new SetupPlan(changes, types.conflicts(), warnings);
  }

  /** Only what serving depends on: Types and stock channels, in two requests. */
  public SetupPlan essentials(Wanted wanted) {
    TypePlan types = new TypePlan(commercetools, wanted.reasons());
    types.compare(types());
    List<Change> changes = new ArrayList<>(types.changes());
    changes.addAll(channelChanges(wanted, channels()));
    return new SetupPlan(changes, types.conflicts(), List.of());
  }

  private List<Type> types() {
    return commercetools.all(
        (api, offset) ->
            api.types()
                .get()
                .withSort("id asc")
                .withLimit(CommercetoolsClient.PAGE)
                .withOffset(offset));
  }

  private List<Channel> channels() {
    return commercetools.all(
        (api, offset) ->
            api.channels()
                .get()
                .withSort("id asc")
                .withLimit(CommercetoolsClient.PAGE)
                .withOffset(offset));
  }

  private List<Change> channelChanges(Wanted wanted, List<Channel> channels) {
    Map<String, Channel> byKey =
        channels.stream().collect(Collectors.toMap(Channel::getKey, Function.identity()));
    List<Change> changes = new ArrayList<>();
    for (String key : wanted.stockChannels()) {
      Channel channel = byKey.get(key);
      if (channel == null) {
        changes.add(create(key));
      } else if (!channel.getRoles().contains(ChannelRoleEnum.INVENTORY_SUPPLY)) {
        changes.add(addRole(channel));
      }
    }
    return changes;
  }

  private Change create(String key) {
    ChannelDraft draft =
        ChannelDraft.builder()
            .key(key)
            .roles(ChannelRoleEnum.INVENTORY_SUPPLY)
            .name(LocalizedString.ofEnglish(key))
            .build();
    return new Change(
        "create channel " + key + " with role InventorySupply",
        true,
        CHANNEL_SCOPES,
        () -> commercetools.call(api -> api.channels().post(draft)));
  }

  private Change addRole(Channel channel) {
    ChannelUpdate update =
        ChannelUpdate.builder()
            .version(channel.getVersion())
            .actions(
                ChannelAddRolesActionBuilder.of().roles(ChannelRoleEnum.INVENTORY_SUPPLY).build())
            .build();
    return new Change(
        "extend channel " + channel.getKey() + ": add role InventorySupply",
        true,
        CHANNEL_SCOPES,
        () -> commercetools.call(api -> api.channels().withId(channel.getId()).post(update)));
  }

  private static List<String> missingSellingChannels(Wanted wanted, List<Channel> channels) {
    Set<String> keys = channels.stream().map(Channel::getKey).collect(Collectors.toSet());
    return wanted.sellingChannels().stream()
        .filter(key -> !keys.contains(key) && !wanted.stockChannels().contains(key))
        .map(
            key ->
                "channels.csv names the selling channel "
                    + key
                    + ", which commercetools does not have: create it, or correct the row")
        .toList();
  }

  private List<String> storeWarnings(Wanted wanted, List<Channel> channels) {
    Map<String, String> keys =
        channels.stream().collect(Collectors.toMap(Channel::getId, Channel::getKey));
    List<Store> stores =
        commercetools.all(
            (api, offset) ->
                api.stores()
                    .get()
                    .withSort("id asc")
                    .withLimit(CommercetoolsClient.PAGE)
                    .withOffset(offset));
    List<String> warnings = new ArrayList<>();
    for (Store store : stores) {
      for (ChannelReference supply : store.getSupplyChannels()) {
        String key = keys.getOrDefault(supply.getId(), "");
        if (wanted.notSaleable().contains(key)) {
          warnings.add(
              "Store "
                  + store.getKey()
                  + " lists the stock channel "
                  + key
                  + ", whose goods are not for sale, among its supply channels: take it out");
        }
      }
    }
    Set<String> present = stores.stream().map(Store::getKey).collect(Collectors.toSet());
    for (String key : wanted.stores()) {
      if (!present.contains(key)) {
        warnings.add(
            "stores.csv names the Store "
                + key
                + ", which commercetools does not have: its orders will not be found");
      }
    }
    return warnings;
  }

  private List<String> stateWarnings(Wanted wanted) {
    if (wanted.states().isEmpty()) {
      return List.of();
    }
    List<State> states =
        commercetools.all(
            (api, offset) ->
                api.states()
                    .get()
                    .withSort("id asc")
                    .withLimit(CommercetoolsClient.PAGE)
                    .withOffset(offset));
    Set<String> present = states.stream().map(State::getKey).collect(Collectors.toSet());
    return wanted.states().stream()
        .filter(key -> !present.contains(key))
        .map(
            key ->
                "reveni-statuses.csv names the State "
                    + key
                    + ", which commercetools does not have: create it, or empty the column")
        .toList();
  }
}
