package io.returnbridge.mappings;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A text file as lines: UTF-8 with or without a byte order mark, any line end (LF, CRLF, CR). */
final class TextLines {
  private TextLines() {}

  /** Lines without their ends; a line that is not UTF-8 is empty and an error. */
  static List<String> read(MappingFiles files, String name, List<MappingError> errors) {
    byte[] bytes = files.bytes(name);
    if (bytes == null) {
      errors.add(new MappingError(files.place(name), null, files.problem(name)));
      return List.of();
    }
    return lines(files.place(name), bytes, errors);
  }

  private static List<String> lines(String place, byte[] bytes, List<MappingError> errors) {
    List<String> lines = new ArrayList<>();
    int start = startsWithByteOrderMark(bytes) ? 3 : 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
        end++;
      }
      lines.add(
          decode(place, lines.size() + 1, ByteBuffer.wrap(bytes, start, end - start), errors));
      boolean windows = end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n';
      start = end + (windows ? 2 : 1);
    }
    return lines;
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static String decode(
      String place, int line, ByteBuffer bytes, List<MappingError> errors) {
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    text.flip();
    if (result.isError()) {
      errors.add(
          new MappingError(
              "%s:%d:%d".formatted(place, line, text.length() + 1),
              null,
              "the line is not UTF-8: save the file as UTF-8"));
      return "";
    }
    return text.toString();
  }
}
