package io.returnbridge.commercetools;

import com.commercetools.api.models.channel.Channel;
import com.commercetools.api.models.channel.ChannelReference;
import com.commercetools.api.models.state.State;
import com.commercetools.api.models.store.Store;
import com.commercetools.api.models.type.Type;
import io.returnbridge.commercetools.SetupPlan.Change;
import io.returnbridge.mappings.Suggestion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the project with what is wanted of it. Reads only; {@link SetupPlan.Change#apply}
 * writes. Applying a plan and planning again gives an empty one.
 */
@ApplicationScoped
public class ProjectSetup {

  private final CommercetoolsClient commercetools;

  public ProjectSetup(CommercetoolsClient commercetools) {
    this.commercetools = commercetools;
  }

  /** Everything: Types, channels, Stores and States. */
  public SetupPlan plan(Wanted wanted) {
    TypePlan types = new TypePlan(commercetools, wanted.reasons());
    types.compare(types());
    List<Channel> all = channels();
    ChannelPlan channels = new ChannelPlan(commercetools, wanted);
    channels.compare(all);
    List<Change> changes = new ArrayList<>(types.changes());
    changes.addAll(channels.changes());
    List<String> conflicts = new ArrayList<>(types.conflicts());
    conflicts.addAll(channels.conflicts());
    conflicts.addAll(storeConflicts(wanted, all));
    List<String> warnings = new ArrayList<>(channels.warnings());
    warnings.addAll(stateWarnings(wanted));
    return new SetupPlan(changes, conflicts, warnings, lacks(types, channels));
  }

  /**
   * Only what serving depends on: Types and channels, in two requests, which a scope of serving may
   * make.
   */
  public SetupPlan essentials(Wanted wanted) {
    TypePlan types = new TypePlan(commercetools, wanted.reasons());
    types.compare(types());
    ChannelPlan channels = new ChannelPlan(commercetools, wanted);
    channels.compare(channels());
    List<Change> changes = new ArrayList<>(types.changes());
    changes.addAll(channels.changes());
    List<String> conflicts = new ArrayList<>(types.conflicts());
    conflicts.addAll(channels.conflicts());
    return new SetupPlan(changes, conflicts, List.of(), lacks(types, channels));
  }

  private static List<Lack> lacks(TypePlan types, ChannelPlan channels) {
    List<Lack> lacks = new ArrayList<>(types.lacks());
    lacks.addAll(channels.lacks());
    return lacks;
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

  private List<String> storeConflicts(Wanted wanted, List<Channel> channels) {
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
    List<String> conflicts = new ArrayList<>();
    for (Store store : stores) {
      for (ChannelReference supply : store.getSupplyChannels()) {
        String key = keys.getOrDefault(supply.getId(), "");
        if (wanted.notSaleable().contains(key)) {
          conflicts.add(
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
        conflicts.add(
            "stores.csv names the Store "
                + key
                + ", which commercetools does not have"
                + Suggestion.of(key, present)
                + ": correct the row, or create the Store; none of its orders is found");
      }
    }
    return conflicts;
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
                    + ", which commercetools does not have"
                    + Suggestion.of(key, present)
                    + ": correct the row, create it, or empty the column")
        .toList();
  }
}
