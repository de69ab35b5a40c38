package io.returnbridge.mappings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A text file as lines: UTF-8 with or without a byte order mark, any line end (LF, CRLF, CR). */
final class TextLines {
  private static final int MOST_BYTES = 1 << 20;

  private TextLines() {}

  /** Lines without their ends; a line that is not UTF-8 is empty and an error. */
  static List<String> read(Path file, List<MappingError> errors) {
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file)) {
        errors.add(
            new MappingError(
                place(file),
                null,
                "the file is missing: restore it, or point MAPPINGS_DIR at the folder that has it"));
        return List.of();
      }
      if (Files.size(file) > MOST_BYTES) {
        errors.add(new MappingError(place(file), null, "the file is over 1 MiB: restore it"));
        return List.of();
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      errors.add(
          new MappingError(
              place(file),
              null,
              "the file cannot be read: check its permissions (" + unreadable + ")"));
      return List.of();
    }
    return lines(file, bytes, errors);
  }

  /** Of the tables of a folder: the same for the same names and bytes. Empty for none. */
  static String version(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files.filter(TextLines::isTable).sorted().toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (IOException | NoSuchAlgorithmException unreadable) {
      return "";
    }
  }

  private static boolean isTable(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file) && (name.endsWith(".csv") || name.endsWith(".yaml"));
  }

  static String place(Path file) {
    return file.toString().replace('\\', '/');
  }

  private static List<String> lines(Path file, byte[] bytes, List<MappingError> errors) {
    List<String> lines = new ArrayList<>();
    int start = startsWithByteOrderMark(bytes) ? 3 : 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
        end++;
      }
      lines.add(decode(file, lines.size() + 1, ByteBuffer.wrap(bytes, start, end - start), errors));
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

  private static String decode(Path file, int line, ByteBuffer bytes, List<MappingError> errors) {
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    text.flip();
    if (result.isError()) {
      errors.add(
          new MappingError(
              "%s:%d:%d".formatted(place(file), line, text.length() + 1),
              null,
              "the line is not UTF-8: save the file as UTF-8"));
      return "";
    }
    return text.toString();
  }
}
