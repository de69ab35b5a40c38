package io.returnbridge.commercetools;

import org.jspecify.annotations.Nullable;

/**
 * Something without which the tables cannot be worked with.
 *
 * @param file name of the table that asks for it; null when none does by itself
 * @param column of that table
 * @param value in that column
 * @param message what is wrong, and what to do
 */
public record Lack(
    @Nullable String file, @Nullable String column, @Nullable String value, String message) {

  public static Lack ofReason(String code, String type) {
    return new Lack(
        "reason-codes.csv",
        "code",
        code,
        "\"%s\" is no value of the Type %s in commercetools: run setup --apply, which adds it"
            .formatted(code, type));
  }

  public static Lack ofStockChannel(String key, String remedy) {
    return new Lack("channels.csv", "stock_channel", key, remedy);
  }

  public static Lack ofSellingChannel(String key, String remedy) {
    return new Lack("channels.csv", "channel", key, remedy);
  }

  public static Lack of(String message) {
    return new Lack(null, null, null, message);
  }
}
