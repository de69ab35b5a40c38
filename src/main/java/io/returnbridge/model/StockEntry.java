package io.returnbridge.model;

/**
 * One inventory entry: the stock of a SKU on a stock channel. Its subject is {@code channel/sku}.
 */
public record StockEntry(String channel, String sku) {

  public String subject() {
    return channel + "/" + sku;
  }

  /** Of its records in Kafka: {@code sku/channel}. */
  public String key() {
    return sku + "/" + channel;
  }

  @Override
  public String toString() {
    return subject();
  }
}
