package io.returnbridge.edge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a request exactly as it was sent. Only one spelling of a path is taken, so that
 * whoever stands in between (a proxy that lets some paths through) reads it as this program does.
 */
final class RawAddress {
  private static final String PUNCTUATION = "-._~";
  private static final String OTHERS_OF_A_PATH = "!$&'()*+,=:@";

  private RawAddress() {}

  static String path(String address) {
    int query = address.indexOf('?');
    return query < 0 ? address : address.substring(0, query);
  }

  /** What is wrong with it, or null. */
  static @Nullable String fault(String address) {
    if (!address.startsWith("/")) {
      return "The request must name a path that begins with /";
    }
    String path = path(address);
    if (path.length() < address.length()) {
      String fault = queryFault(address.substring(path.length() + 1));
      if (fault != null) {
        return fault;
      }
    }
    if (path.contains("//")) {
      return "The path has two / in a row";
    }
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return "The path has the segment " + segment;
      }
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        int octet = octet(path, i);
        if (octet < 0) {
          return "The path has a % that no two hexadecimal digits follow";
        }
        if (octet < 0x20 || octet == 0x7f || "/\\;%".indexOf(octet) >= 0 || isPlain((char) octet)) {
          return "The path has " + path.substring(i, i + 3) + ", which no path here needs";
        }
        i += 2;
      } else if (c != '/' && !isPlain(c) && OTHERS_OF_A_PATH.indexOf(c) < 0) {
        return "The path has a character that no path here needs";
      }
    }
    return isUtf8(path) ? null : "What the path has after % is not UTF-8";
  }

  private static @Nullable String queryFault(String query) {
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
        return "The query has a character that must be written with %";
      }
      if (c == '%' && octet(query, i) <= 0) {
        return "The query has a % that no two hexadecimal digits follow, or %00";
      }
    }
    return isUtf8(query) ? null : "What the query has after % is not UTF-8";
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || PUNCTUATION.indexOf(c) >= 0;
  }

  /** What stands after the % at this place; -1 when it is not two hexadecimal digits. */
  private static int octet(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = hexadecimal(text.charAt(at + 1));
    int low = hexadecimal(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hexadecimal(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static boolean isUtf8(String text) {
    if (text.indexOf('%') < 0) {
      return true;
    }
    ByteBuffer octets = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        octets.put((byte) octet(text, i));
        i += 2;
      } else {
        octets.put((byte) text.charAt(i));
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(octets.flip());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
