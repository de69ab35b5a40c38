package io.returnbridge.mappings;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody who mistyped may have meant. */
public final class Suggestion {
  private Suggestion() {}

  /** {@code (did you mean "quarantine"?)} with a leading space, or nothing when none is near. */
  public static String of(String typed, Collection<String> known) {
    String best = "";
    int nearest = Math.max(1, typed.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(typed.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < nearest) {
        nearest = distance;
        best = candidate;
      }
    }
    if (best.isEmpty()) {
      best = known.stream().filter(candidate -> beginsAs(typed, candidate)).findFirst().orElse("");
    }
    return best.isEmpty() ? "" : " (did you mean \"" + best + "\"?)";
  }

  /** Whether the two differ by a slip of the pen: three letters at most, whatever their length. */
  public static boolean isSlip(String typed, String known) {
    return distance(typed.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT)) <= 3;
  }

  /** Such as {@code orderNumber} and {@code order}. */
  private static boolean beginsAs(String typed, String candidate) {
    int shorter = Math.min(typed.length(), candidate.length());
    return shorter >= 3 && typed.regionMatches(true, 0, candidate, 0, shorter);
  }

  /** As {@link #of}; when none is near, what to do instead. */
  static String orAnother(String typed, Collection<String> known) {
    String near = of(typed, known);
    return near.isEmpty() ? ": use one that is there, or add it there" : near;
  }

  /** Levenshtein's distance: how many letters to add, leave out or replace. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
