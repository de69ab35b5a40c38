package io.returnbridge.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as the template {@code report.html} shows it: words only, without a decision.
 *
 * @param style trusted; everything else is escaped
 */
public record ReportPage(
    String title,
    String sentence,
    boolean incomplete,
    String scope,
    List<Section> sections,
    String footer,
    @Nullable String tableLink,
    String style) {

  /**
   * @param since heading of the third column
   * @param sums one for each currency
   * @param left how many lines are left out
   */
  public record Section(
      String heading, String remark, String since, List<Line> lines, List<String> sums, int left) {}

  /**
   * @param returnLink null for none
   * @param actual what the other side says, when it differs
   * @param caseLink null for none
   */
  public record Line(
      String title,
      String code,
      String returnName,
      @Nullable String returnLink,
      List<String> details,
      String since,
      String age,
      String amount,
      String actual,
      String cause,
      String nextStep,
      @Nullable String caseLink) {}
}
