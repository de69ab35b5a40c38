package io.returnbridge.edge;

import java.util.Map;

/**
 * An answer that nothing behind the edge gives: problem details (RFC 9457), and the connection
 * ends.
 *
 * @param title the same for every problem of this kind
 * @param detail what is wrong and what to do; never what was sent
 */
record Refused(int status, String title, String detail, Map<String, String> headers) {

  static Refused of(int status, String title, String detail) {
    return new Refused(status, title, detail, Map.of());
  }

  static Refused badRequest(String detail) {
    return of(400, "Bad request", detail);
  }

  static Refused busy(String detail) {
    return new Refused(503, "Too busy", detail, Map.of("Retry-After", "2"));
  }

  static Refused slow(String detail) {
    return of(408, "Request time-out", detail);
  }

  static Refused tooLarge(long most) {
    return of(413, "Content too large", "A body may have " + most + " bytes at most here");
  }
}
