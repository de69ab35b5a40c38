package io.returnbridge.reports;

import java.util.Map;

/**
 * What a finding means to finance.
 *
 * @param title in few words
 * @param nextStep where no case is open about it
 * @param notChecked whether it says that nobody knows
 */
record FindingTexts(String title, String nextStep, boolean notChecked) {

  static final String MISSING = "CREDIT_MISSING";
  static final String UNLINKED = "CREDIT_UNLINKED";
  static final String MISMATCH = "CREDIT_MISMATCH";
  static final String NO_ORDER = "ORDER_NOT_FOUND";
  static final String INEXACT = "REFUND_AMOUNT_INEXACT";
  static final String INVALID = "REFUND_AMOUNT_INVALID";
  static final String NO_RETURN = "RETURN_NOT_FOUND";
  static final String REVENI_AWAY = "REVENI_UNAVAILABLE";
  static final String UNREADABLE = "EVENT_UNREADABLE";

  private static final String ASK_RIGHT_AMOUNT =
      "Ask Reveni what was paid. When it is corrected there, the credit is made by itself.";

  private static final Map<String, FindingTexts> TEXTS =
      Map.of(
          MISSING,
          new FindingTexts(
              "No credit",
              "Find out whether somebody has deleted the Payment. Ask integration to make it again.",
              false),
          UNLINKED,
          new FindingTexts(
              "Credit is not on the order",
              "Add the Payment to the order in commercetools, or ask integration.",
              false),
          MISMATCH,
          new FindingTexts(
              "Credit does not agree",
              "Find out which side is right. Correct Reveni, or the Payment in commercetools.",
              false),
          NO_ORDER,
          new FindingTexts(
              "Order is unknown",
              "Find out the order's number. The credit is recorded, and joins the order when that appears.",
              false),
          INEXACT,
          new FindingTexts("Amount cannot be booked", ASK_RIGHT_AMOUNT, true),
          INVALID,
          new FindingTexts("Amount cannot be right", ASK_RIGHT_AMOUNT, true),
          NO_RETURN,
          new FindingTexts(
              "Not in Reveni any more",
              "Look for the return in Reveni. If it was deleted, check its Payment by hand.",
              true),
          REVENI_AWAY,
          new FindingTexts(
              "Reveni does not answer",
              "Nothing now: it is checked again by itself, in the next report at the latest.",
              true));

  private static final FindingTexts OTHER =
      new FindingTexts(
          "Reveni's answer is not understood", "Ask integration to read Reveni's answer.", true);

  static FindingTexts of(String finding) {
    return TEXTS.getOrDefault(finding, OTHER);
  }
}
