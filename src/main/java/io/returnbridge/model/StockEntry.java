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

  /** The inverse of {@link #subject()}; a channel key has no slash, a SKU may. */
  public static StockEntry parse(String subject) {
    int slash = subject.indexOf('/');
    if (slash < 1 || slash == subject.length() - 1) {
      throw new IllegalArgumentException("\"" + subject + "\" is not of the form channel/sku");
    }
    return new StockEntry(subject.substring(0, slash), subject.substring(slash + 1));
  }

  @Override
  public String toString() {
    return subject();
  }
}
