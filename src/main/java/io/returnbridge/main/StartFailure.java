package io.returnbridge.main;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;

/** What is said when the start fails after settings and mappings have been found to be right. */
final class StartFailure {

  private StartFailure() {}

  /** What, which one, and what to do, where that is known; else all that the failure says. */
  static String text(Throwable failure, int port) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return "HTTP_PORT "
            + port
            + " cannot be listened on ("
            + t.getMessage()
            + "): end the process that has it, or set HTTP_PORT to another port";
      }
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return "The start failed: " + trace;
  }
}
