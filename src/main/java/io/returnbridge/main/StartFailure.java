package io.returnbridge.main;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What is said when the start fails after settings and mappings have been found to be right. */
final class StartFailure {

  private StartFailure() {}

  /** All that the failure says. */
  static String text(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return "The start failed: " + trace;
  }
}
