package io.returnbridge.edge;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
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

  /** Of what the decoder could not read. */
  static Refused unreadable(DecoderResult result) {
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      return of(414, "URI too long", "The first line of the request is too long");
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return of(431, "Request header fields too large", "The headers are too long");
    }
    return badRequest("This is no request of HTTP/1.1");
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
