package io.returnbridge.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The natural keys under which effects are found again in commercetools. Keys keep to {@code
 * [A-Za-z0-9_-]{2,256}}; a part that does not fit is replaced by the hash of it, so that the key
 * stays deterministic.
 */
public final class Keys {

  /** How an id of a return, an event or a row of a table is written. */
  public static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private static final String EXCHANGE = "EX-";

  private Keys() {}

  /** {@code <returnId>_<itemId>_<n>}: one return item a unit. */
  public static String returnItem(String returnId, String itemId, int n) {
    return part(returnId) + "_" + part(itemId) + "_" + n;
  }

  /** {@code reveni-credit-<returnId>-<refundId>}. */
  public static String credit(String returnId, String refundId) {
    return "reveni-credit-" + part(returnId) + "-" + part(refundId);
  }

  /** {@code EX-<rmaNumber>}, and {@code EX-<rmaNumber>-2} for items agreed later. */
  public static String exchangeOrder(String rmaNumber, int sequence) {
    return EXCHANGE + part(rmaNumber) + (sequence > 1 ? "-" + sequence : "");
  }

  /** Whether an order's number has the form of {@link #exchangeOrder}. */
  public static boolean isExchangeOrder(String orderNumber) {
    return orderNumber.startsWith(EXCHANGE);
  }

  static String part(String id) {
    return PART.matcher(id).matches() ? id : "h" + sha256(id).substring(0, 40);
  }

  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
