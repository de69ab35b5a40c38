package io.returnbridge.mappings;

import io.returnbridge.model.Writer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code channels.csv}. Every channel has {@link #AWAITING_INSPECTION} and {@link #SALEABLE}; a
 * stock channel that is one channel's awaiting inspection is nothing else anywhere.
 */
public record Channels(List<ChannelRow> all) {
  public static final String AWAITING_INSPECTION = "awaiting-inspection";
  public static final String SALEABLE = "saleable";

  public Channels {
    all = List.copyOf(all);
  }

  public Optional<ChannelRow> find(String channel, String location) {
    return all.stream()
        .filter(row -> row.channel().equals(channel) && row.location().equals(location))
        .findFirst();
  }

  /** Whether goods sold by this channel can be kept anywhere; if not: {@code CHANNEL_UNKNOWN}. */
  public boolean knows(String channel) {
    return all.stream().anyMatch(row -> row.channel().equals(channel));
  }

  /** The selling channels, in the order of the table. */
  public Set<String> channels() {
    return distinct(all.stream().map(ChannelRow::channel).toList());
  }

  /** The locations that any channel has, in the order of the table. */
  public Set<String> locations() {
    return distinct(all.stream().map(ChannelRow::location).toList());
  }

  /** The stock channels, in the order of the table. */
  public Set<String> stockChannels() {
    return distinct(all.stream().map(ChannelRow::stockChannel).toList());
  }

  /** What a stock channel is to a selling channel: the first of its locations kept there. */
  public Optional<String> locationOf(String channel, String stockChannel) {
    return all.stream()
        .filter(row -> row.channel().equals(channel) && row.stockChannel().equals(stockChannel))
        .map(ChannelRow::location)
        .findFirst();
  }

  /** Who writes a stock channel; a channel that the table does not name is ours to write. */
  public Writer writerOf(String stockChannel) {
    return all.stream()
        .filter(row -> row.stockChannel().equals(stockChannel))
        .map(ChannelRow::writer)
        .findFirst()
        .orElse(Writer.MIDDLEWARE);
  }

  private static Set<String> distinct(List<String> values) {
    return values.stream().collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
