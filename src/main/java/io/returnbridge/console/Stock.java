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
    List<Misfit> misfits,
    List<ExceptionCase> scans,
    List<ExceptionCase> drifts,
    @Nullable Compared compared) {

  public record Channel(String channel, long returns, Instant oldest) {}

  /**
   * Goods of one SKU in one stock channel.
   *
   * @param returns the first few, oldest first; {@code more} says how many there are besides
   */
  public record Waiting(
      String channel, String sku, long units, Instant oldest, List<Held> returns, long more) {}

  public record Held(String store, String returnId, String rmaNumber, long units, Instant since) {}

  public record Misfit(String code, long count, Instant oldest) {}

  /**
   * @param date as the report's address has it
   */
  public record Compared(String date, Instant asOf, long entries, long drifts) {}

  public boolean isAll() {
    return channel.isEmpty();
  }

  public long returnsWaiting() {
    return channels.stream().mapToLong(Channel::returns).sum();
  }
}
