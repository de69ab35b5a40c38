package io.returnbridge.api;

import io.returnbridge.store.Listing;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended, opaque to whoever gets it: the next page begins after it, whatever was added
 * meanwhile.
 */
public record Cursor(Instant at, String id) {

  /** As {@link #parse}, for reading on. */
  public static Listing.@Nullable After after(@Nullable String text) {
    Cursor cursor = parse(text);
    return cursor == null ? null : new Listing.After(cursor.at(), cursor.id());
  }

  public static @Nullable Cursor parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int space = plain.indexOf(' ');
      if (space > 0 && plain.indexOf('\0') < 0 && plain.length() < 300) {
        Instant at = Instant.parse(plain.substring(0, space));
        if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
          return new Cursor(at, plain.substring(space + 1));
        }
      }
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      // Refused below, like everything else that no answer of ours held.
    }
    throw Refusal.badRequest("cursor", "cursor must be the `next` of the page before");
  }

  public String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
  }
}
