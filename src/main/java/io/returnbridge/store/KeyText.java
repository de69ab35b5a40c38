package io.returnbridge.store;

import io.returnbridge.model.Keys;

/**
 * A text from outside as a part of a key. An entry of an index has 2,700 bytes at most, and a row
 * that does not fit is refused, however often it is tried. What is longer than ids are becomes its
 * beginning and its hash: the same each time, and never another's.
 */
public final class KeyText {

  private static final int LONGEST = 300;
  private static final int SHOWN = 100;

  private KeyText() {}

  public static String of(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, SHOWN) + "…" + Keys.sha256(text).substring(0, 40);
  }
}
