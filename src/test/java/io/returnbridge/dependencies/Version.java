package io.returnbridge.dependencies;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A version as Maven's central repository has them, in the order of their numbers: {@code
 * 4.1.135.Final}, {@code 3.27.3.1}, {@code 5.6-alpha1}. What is before a release is before it; any
 * other word counts for nothing.
 */
record Version(List<BigInteger> numbers, boolean before) implements Comparable<Version> {

  static Version of(String text) {
    List<BigInteger> numbers = new ArrayList<>();
    boolean before = false;
    for (String part : text.toLowerCase(Locale.ROOT).split("[.-]")) {
      if (part.matches("\\d+")) {
        numbers.add(new BigInteger(part));
      } else {
        before |= part.matches("(alpha|beta|milestone|m|rc|cr|snapshot)\\d*");
        break;
      }
    }
    return new Version(List.copyOf(numbers), before);
  }

  @Override
  public int compareTo(Version other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int order = at(i).compareTo(other.at(i));
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(other.before, before);
  }

  private BigInteger at(int place) {
    return place < numbers.size() ? numbers.get(place) : BigInteger.ZERO;
  }
}
