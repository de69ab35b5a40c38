package io.returnbridge.commercetools;

import com.commercetools.api.models.channel.Channel;
import com.commercetools.api.models.state.State;
import com.commercetools.api.models.type.FieldDefinition;
import com.commercetools.api.models.type.Type;
import io.returnbridge.failure.Rejected;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The project's channels, Types and States, kept in memory: they change at set-up only. Loaded
 * together at first use in three requests. An id that is not known, and a Type that lacks our
 * fields, are asked for by themselves; a key that is not known is after half a minute.
 */
@ApplicationScoped
public class ProjectCatalogue {

  private static final Duration STALE = Duration.ofSeconds(30);

  private final CommercetoolsClient commercetools;
  private final Clock clock;
  private final Map<String, String> channelKeys = new ConcurrentHashMap<>();
  private final Map<String, String> channelIds = new ConcurrentHashMap<>();
  private final Map<String, String> stateIds = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> types = new ConcurrentHashMap<>();
  private @Nullable Instant loadedAt;

  @Inject
  public ProjectCatalogue(CommercetoolsClient commercetools) {
    this(commercetools, Clock.systemUTC());
  }

  ProjectCatalogue(CommercetoolsClient commercetools, Clock clock) {
    this.commercetools = commercetools;
    this.clock = clock;
  }

  /** Loads it unless it is loaded. */
  synchronized void load() {
    if (loadedAt == null) {
      reload();
    }
  }

  private synchronized void reload() {
    commercetools
        .all(
            (api, offset) ->
                api.channels()
                    .get()
                    .withSort("id asc")
                    .withLimit(CommercetoolsClient.PAGE)
                    .withOffset(offset))
        .forEach(this::keepChannel);
    commercetools
        .all(
            (api, offset) ->
                api.types()
                    .get()
                    .withSort("id asc")
                    .withLimit(CommercetoolsClient.PAGE)
                    .withOffset(offset))
        .forEach(this::keepType);
    commercetools
        .all(
            (api, offset) ->
                api.states()
                    .get()
                    .withSort("id asc")
                    .withLimit(CommercetoolsClient.PAGE)
                    .withOffset(offset))
        .forEach(this::keepState);
    loadedAt = clock.instant();
  }

  private synchronized void reloadIfStale() {
    if (loadedAt == null || isStale(loadedAt)) {
      reload();
    }
  }

  private boolean isStale(Instant readAt) {
    return readAt.plus(STALE).isBefore(clock.instant());
  }

  private void keepChannel(Channel channel) {
    channelKeys.put(channel.getId(), channel.getKey());
    channelIds.put(channel.getKey(), channel.getId());
  }

  private void keepState(State state) {
    stateIds.put(state.getKey(), state.getId());
  }

  private Set<String> keepType(Type type) {
    Set<String> names =
        type.getFieldDefinitions().stream()
            .map(FieldDefinition::getName)
            .collect(Collectors.toUnmodifiableSet());
    types.put(type.getId(), names);
    return names;
  }

  String channelKey(String id) {
    load();
    String known = channelKeys.get(id);
    if (known != null) {
      return known;
    }
    keepChannel(commercetools.call(api -> api.channels().withId(id).get()));
    return java.util.Objects.requireNonNull(channelKeys.get(id));
  }

  /** The id of a stock channel. */
  String channelId(String key) {
    load();
    if (!channelIds.containsKey(key)) {
      reloadIfStale();
    }
    String id = channelIds.get(key);
    if (id == null) {
      throw new Rejected(
          "commercetools has no channel with the key \""
              + key
              + "\": run setup --apply, or correct mappings/channels.csv",
          null);
    }
    return id;
  }

  Optional<String> stateId(String key) {
    load();
    if (!stateIds.containsKey(key)) {
      reloadIfStale();
    }
    return Optional.ofNullable(stateIds.get(key));
  }

  /**
   * Whether resources with that Type can carry our fields. One that could not is asked for again,
   * so that {@code setup --apply} shows at once.
   */
  boolean hasFields(String typeId, OurType fields) {
    load();
    Set<String> known = types.getOrDefault(typeId, Set.of());
    return fields.isIn(known)
        || fields.isIn(keepType(commercetools.call(api -> api.types().withId(typeId).get())));
  }

  /** The keys of all channels that are known. */
  List<String> channels() {
    load();
    return List.copyOf(channelIds.keySet());
  }
}
