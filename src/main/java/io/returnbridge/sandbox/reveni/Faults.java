package io.returnbridge.sandbox.reveni;

import java.time.Duration;
import java.util.Random;

/** Decides for each request whether, and how, Reveni misbehaves. Called by one thread at a time. */
@FunctionalInterface
public interface Faults {

  /** What happens to one request. */
  enum Fault {
    NONE,
    /** 500, nothing done. */
    ERROR,
    /** 503, nothing done. */
    UNAVAILABLE,
    /** 429 with {@code Retry-After: 1}, nothing done. */
    TOO_MANY,
    /** No answer: the connection is kept, then closed; nothing done. */
    HOLD,
    /** Answered properly, but late. */
    SLOW,
    /** Done, but the answer is a 502. */
    ANSWER_LOST
  }

  /**
   * @param method HTTP method
   * @param path below the stores' base, such as {@code /store-es/returns/1}
   */
  Fault next(String method, String path);

  /** How long {@link Fault#HOLD} keeps a connection. */
  default Duration hold() {
    return Duration.ofSeconds(60);
  }

  /** How late {@link Fault#SLOW} answers. */
  default Duration slow() {
    return Duration.ofMillis(1500);
  }

  static Faults none() {
    return (method, path) -> Fault.NONE;
  }

  /** Always the same. */
  static Faults always(Fault fault) {
    return (method, path) -> fault;
  }

  /** The first requests fail this way, the later ones do not. */
  static Faults first(int requests, Fault fault) {
    int[] seen = {0};
    return (method, path) -> seen[0]++ < requests ? fault : Fault.NONE;
  }

  /**
   * Each kind with a probability of its own, the same sequence for the same seed.
   *
   * @throws IllegalArgumentException when the probabilities add up to more than 1
   */
  static Faults random(
      long seed,
      double error,
      double unavailable,
      double tooMany,
      double hold,
      double slow,
      double lost) {
    double[] shares = {error, unavailable, tooMany, hold, slow, lost};
    Fault[] kinds = {
      Fault.ERROR, Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.HOLD, Fault.SLOW, Fault.ANSWER_LOST
    };
    double sum = error + unavailable + tooMany + hold + slow + lost;
    if (sum > 1) {
      throw new IllegalArgumentException("probabilities add up to " + sum + ", more than 1");
    }
    Random random = new Random(seed);
    return new Faults() {
      @Override
      public Fault next(String method, String path) {
        double at = random.nextDouble();
        for (int i = 0; i < shares.length; i++) {
          if (at < shares[i]) {
            return kinds[i];
          }
          at -= shares[i];
        }
        return Fault.NONE;
      }

      @Override
      public Duration hold() {
        return Duration.ofSeconds(8);
      }
    };
  }
}
