package io.returnbridge.csv;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A table as it comes in: which of its lines are blank, and that no row is longer than a page. */
final class CountedLines extends FilterReader {
  private static final int LONGEST_ROW = 64 * 1024;

  private final BitSet notBlank = new BitSet();
  private final StringBuilder first = new StringBuilder();
  private int line;
  private int givenOfFirst;
  private long read;
  private long rowBegan;
  private boolean begun;
  private @Nullable IOException failure;

  CountedLines(Reader table) {
    super(table);
  }

  /** The first line that is not blank, which is read again afterwards. */
  String first() throws IOException {
    int begin = 0;
    for (int c = take(); c >= 0; c = take()) {
      first.append((char) c);
      if (c == '\uFEFF' && first.length() == 1) {
        first.setLength(0);
      } else if (c == '\n' || c == '\r') {
        if (!first.substring(begin).isBlank()) {
          break;
        }
        begin = first.length();
      }
    }
    return first.substring(begin);
  }

  /** The row before has been read to its end; the parser may have read ahead by a buffer. */
  void beginRow() {
    rowBegan = read;
    begun = false;
  }

  /** The first line after this one, from 1, that has something in it. */
  long notBlankAfter(long before) {
    int next = notBlank.nextSetBit((int) before);
    return (next < 0 ? before : next) + 1;
  }

  /** What has gone wrong with the reading itself. */
  void throwWhatWasNotRead() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (givenOfFirst < first.length()) {
      int count = Math.min(length, first.length() - givenOfFirst);
      first.getChars(givenOfFirst, givenOfFirst + count, into, offset);
      givenOfFirst += count;
      return count;
    }
    try {
      int count = super.read(into, offset, length);
      for (int i = offset; i < offset + count; i++) {
        look(into[i]);
      }
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int take() throws IOException {
    int c = super.read();
    if (c >= 0) {
      look((char) c);
    }
    return c;
  }

  private void look(char c) {
    read++;
    if (c == '\n') {
      line++;
    } else if (!Character.isWhitespace(c)) {
      notBlank.set(line);
    }
    if (!begun && (c == '\n' || c == '\r')) {
      // Of lines that are empty no row begins, however many they are.
      rowBegan = read;
    } else {
      begun = true;
    }
    if (read - rowBegan > LONGEST_ROW) {
      throw new ImportUnreadable(
          "The row that ends in line "
              + (line + 1)
              + " or later is longer than 64 KiB: is a quote not closed?");
    }
  }
}
