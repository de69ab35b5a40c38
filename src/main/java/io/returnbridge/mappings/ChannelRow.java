package io.returnbridge.mappings;

/**
 * Where goods sold by a channel are kept.
 *
 * @param channel key of the selling channel in commercetools
 * @param stockChannel key of the commercetools channel (role InventorySupply) that holds them
 */
public record ChannelRow(String channel, String location, String stockChannel, Writer writer) {}
