package io.returnbridge.console;

import io.returnbridge.decisions.Decision;
import java.util.List;

/**
 * What a person may decide about a case now.
 *
 * @param decisions in the order of their numbers; empty for who may only look, and when it is
 *     closed
 * @param codes approved reasons, for a case that takes one
 * @param people who it may be given to
 * @param anybody whether there may be others besides: they log in elsewhere
 * @param times until when nobody needs to look
 */
public record Choices(
    List<Numbered> decisions,
    List<Code> codes,
    List<String> people,
    boolean anybody,
    List<Time> times) {

  /**
   * @param digit key that opens it
   */
  public record Numbered(int digit, Decision decision) {

    public String word() {
      return decision.word();
    }
  }

  public record Code(String code, String category, String label) {}

  /**
   * @param value as the form sends it
   */
  public record Time(String value, String label) {}
}
