package io.returnbridge.sandbox.reveni;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One webhook ready to be sent, as often and whenever one likes.
 *
 * @param signature value of {@code X-REVENI-SIGNATURE}
 */
public record Webhook(String returnId, byte[] body, String signature) {

  @Override
  public boolean equals(Object other) {
    return other instanceof Webhook that
        && returnId.equals(that.returnId)
        && signature.equals(that.signature)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return "webhook of return " + returnId + ", body " + HexFormat.of().toHexDigits(hashCode());
  }
}
