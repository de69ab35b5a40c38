package io.returnbridge.reports;

import io.returnbridge.reconciliation.Codes;
import java.util.Map;

/**
 * What a finding means to finance.
 *
 * @param title in few words
 * @param nextStep where no case is open about it
 * @param notChecked whether it says that nobody knows
 */
record FindingTexts(String title, String nextStep, boolean notChecked) {

  private static final String ASK_RIGHT_AMOUNT =
      "Ask Reveni what was paid. When it is corrected there, the credit is made by itself.";

  private static final Map<String, FindingTexts> TEXTS =
      Map.of(
          Codes.MISSING,
          new FindingTexts(
              "No credit",
              "Find out whether somebody has deleted the Payment. Ask integration to make it again.",
              false),
          Codes.UNLINKED,
          new FindingTexts(
              "Credit is not on the order",
              "Add the Payment to the order in commercetools, or ask integration.",
              false),
          Codes.MISMATCH,
          new FindingTexts(
              "Credit does not agree",
              "Find out which side is right. Correct Reveni, or the Payment in commercetools.",
              false),
          Codes.NO_ORDER,
          new FindingTexts(
              "Order is unknown",
              "Find out the order's number. The credit is recorded, and joins the order when that appears.",
              false),
          Codes.INEXACT,
          new FindingTexts("Amount cannot be booked", ASK_RIGHT_AMOUNT, true),
          Codes.INVALID,
          new FindingTexts("Amount cannot be right", ASK_RIGHT_AMOUNT, true),
          Codes.NO_RETURN,
          new FindingTexts(
              "Not in Reveni any more",
              "Look for the return in Reveni. If it was deleted, check its Payment by hand.",
              true),
          Codes.REVENI_AWAY,
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
