package io.returnbridge.reports;

import io.returnbridge.reconciliation.Codes;
import java.util.Map;

/**
 * What a finding means to finance.
 *
 * @param title in few words
 * @param nextStep where no case is about it
 * @param owner who acts where no case is about it
 * @param notChecked whether it says that nobody knows
 */
record FindingTexts(String title, String nextStep, String owner, boolean notChecked) {

  private static final String FINANCE = "finance";

  private static final String ASK_RIGHT_AMOUNT =
      "Ask Reveni what was paid. When it is corrected there, the credit is made by itself.";

  private static final Map<String, FindingTexts> TEXTS =
      Map.ofEntries(
          entry(
              Codes.UNEXPECTED,
              "Credit that nothing explains",
              "Find out who has made the Payment, and why. Take it off, or have the refund recorded in Reveni.",
              false),
          entry(
              Codes.BEHIND,
              "Not up to date",
              "Look at the return's cases. Where there is none, ask integration.",
              false),
          entry(
              Codes.FOREIGN,
              "Changed by somebody",
              "Find out who changes it, and whether they have to.",
              false),
          entry(
              Codes.EXCHANGE_MISSING,
              "No exchange order",
              "Decide its case: the shopper waits for the goods.",
              false),
          entry(
              Codes.EXCHANGE_UNEXPECTED,
              "Exchange order that nothing explains",
              "Cancel the order unless somebody has made it on purpose.",
              false),
          entry(
              Codes.DRIFT,
              "Stock differs",
              "Count the goods, and correct the quantity in commercetools.",
              false),
          entry(
              Codes.RETURN_UNKNOWN,
              "Return was never taken in",
              "Ask integration why Reveni's webhook did not come.",
              false),
          entry(
              Codes.MISSING,
              "No credit",
              "Find out whether somebody has deleted the Payment. Ask integration to make it again.",
              false),
          entry(
              Codes.UNLINKED,
              "Credit is not on the order",
              "Add the Payment to the order in commercetools, or ask integration.",
              false),
          entry(
              Codes.MISMATCH,
              "Credit does not agree",
              "Find out which side is right. Correct Reveni, or the Payment in commercetools.",
              false),
          Map.entry(
              Codes.NO_ORDER,
              new FindingTexts(
                  "Credit waits for its order",
                  "Find out the order's number. The credit is recorded, and joins the order when that appears.",
                  "cx",
                  false)),
          entry(Codes.INEXACT, "Amount cannot be booked", ASK_RIGHT_AMOUNT, true),
          entry(Codes.INVALID, "Amount cannot be right", ASK_RIGHT_AMOUNT, true),
          entry(
              Codes.NO_RETURN,
              "Not in Reveni any more",
              "Look for the return in Reveni. If it was deleted, check its Payment by hand.",
              true),
          entry(
              Codes.REVENI_AWAY,
              "Reveni does not answer",
              "Nothing now: it is checked again by itself, in the next report at the latest.",
              true));

  private static final FindingTexts OTHER =
      new FindingTexts(
          "Reveni's answer is not understood",
          "Ask integration to read Reveni's answer.",
          FINANCE,
          true);

  private static Map.Entry<String, FindingTexts> entry(
      String code, String title, String nextStep, boolean notChecked) {
    return Map.entry(code, new FindingTexts(title, nextStep, FINANCE, notChecked));
  }

  static FindingTexts of(String finding) {
    return TEXTS.getOrDefault(finding, OTHER);
  }
}
