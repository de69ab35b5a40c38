package io.returnbridge.console;

import io.returnbridge.cases.ExceptionCase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page Stock shows.
 *
 * @param channel stock channel that it is about; empty for all
 * @param channels those where goods wait, with how many returns each
 * @param waiting the longest first
 * @param next where the page after it begins; empty for the last
 * @param unplaced scans that wait, with what for; those of unknown returns first
 * @param unplacedInAll how many there are; the list may be shorter
 * @param placed scans that waited and whose goods have their place now, the newest first
 * @param misfits open cases about scans and inspection, by code
 * @param scans the oldest of them
 * @param drifts open cases of stock that differs
 * @param compared the last reconciliation; null before there was one
 */
public record Stock(
    String channel,
    List<Channel> channels,
    List<Waiting> waiting,
    String next,
    List<Unplaced> unplaced,
    long unplacedInAll,
    List<Placed> placed,
    List<Misfit> misfits,
    List<ExceptionCase> scans,
    List<Drift> drifts,
    @Nullable Compared compared) {

  public record Channel(String channel, long returns, Instant oldest) {}

  /**
   * Goods of one SKU in one stock channel.
   *
   * @param graded how many of the units were scanned and wait for something else
   * @param returns the first few, oldest first; {@code more} says how many there are besides
   */
  public record Waiting(
      String channel,
      String sku,
      long units,
      long graded,
      Instant oldest,
      List<Held> returns,
      long more) {}

  /**
   * @param waitsFor what the graded ones of its units wait for; empty where none is graded
   */
  public record Held(
      String store,
      String returnId,
      String rmaNumber,
      long units,
      Instant since,
      long graded,
      List<String> waitsFor) {}

  /**
   * A scan whose goods have no place yet.
   *
   * @param label the return as the scan names it
   * @param store of its return; null while that is not known
   * @param waitsFor what it waits for
   */
  public record Unplaced(
      String label,
      @Nullable String store,
      @Nullable String returnId,
      String sku,
      long quantity,
      String grade,
      String waitsFor,
      String operator,
      Instant at) {}

  /**
   * Goods that were set aside when they were scanned, and that somebody can put away now.
   *
   * @param location of {@code channels.csv}, or {@code none}
   */
  public record Placed(
      String label,
      String store,
      String returnId,
      String sku,
      long quantity,
      String grade,
      String location,
      Instant at) {}

  /** An open case of stock that differs, and the entry that it is about. */
  public record Drift(ExceptionCase open, String channel, String sku) {}

  public record Misfit(String code, long count, Instant oldest) {}

  /**
   * @param date as the report's address has it
   */
  public record Compared(String date, Instant asOf, long entries, long drifts) {}

  public long unplacedBesides() {
    return unplacedInAll - unplaced.size();
  }

  public boolean isAll() {
    return channel.isEmpty();
  }

  public long returnsWaiting() {
    return channels.stream().mapToLong(Channel::returns).sum();
  }
}
