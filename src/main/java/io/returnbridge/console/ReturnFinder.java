package io.returnbridge.console;

import io.returnbridge.api.Cursor;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds returns by anything that people have in hand: an RMA, a return, an order or an exchange
 * order, a SKU, a tracking number, a refund or its amount. RMA and order numbers are found by their
 * beginning or their end as well.
 */
@ApplicationScoped
class ReturnFinder {

  /**
   * @param cases open ones of the return
   */
  record Found(
      String store,
      String returnId,
      String rmaNumber,
      @Nullable String orderNumber,
      String status,
      Instant createdAt,
      Instant changedAt,
      long cases) {

    Cursor cursor(Listing.Sort<Found> sort) {
      return new Cursor(sort.by().of().apply(this), store + "/" + returnId);
    }
  }

  static final List<Listing.Time<Found>> TIMES =
      List.of(
          new Listing.Time<>("firstSeenAt", "created_at", Found::createdAt),
          new Listing.Time<>("changedAt", "reveni_at", Found::changedAt));

  private static final String COLUMNS =
      """
      select store, return_id, rma_number, order_number, status, created_at, reveni_at,
        (select count(*) from exception_case c where c.store = s.store and c.return_id = s.return_id
           and c.status <> 'resolved')
      from return_state s
      """;

  /** By what can be one of a few returns. Each part has its index; PostgreSQL joins their finds. */
  private static final String NUMBERS =
      """
      (return_id = ? or rma_number = ? or order_number = ? or document -> 'snapshot' ->> 'orderNumber' = ?
        or document -> 'exchanges' @> jsonb_build_array(jsonb_build_object('orderNumber', ?::text))
        or jsonb_path_query_array(document, '$.snapshot.refunds[*].refundId') @> to_jsonb(?::text))
      """;

  /**
   * By a SKU or a tracking number. Many returns can have it: then the newest are looked through,
   * else the index finds them.
   */
  private static final String GOODS = "goods @> array[?::text]";

  private static final String PARTLY =
      """
      (rma_number like ? or order_number like ? or reverse(rma_number) like ? or reverse(order_number) like ?)
      """;

  private static final String AMOUNTS =
      "jsonb_path_query_array(document, '$.snapshot.refunds[*].amount') @> to_jsonb(?::text::numeric)";

  /** As people and banks write it, with or without its currency. */
  private static final Pattern AMOUNT =
      Pattern.compile("(?:[A-Z]{3}|[€£$])? ?(\\d{1,9}(?:[.,]\\d{1,3})?) ?(?:[A-Z]{3}|[€£$])?");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final int SHORTEST_PART = 4;

  /** The key of a credit has its return's id. */
  private static final Pattern OF_CREDIT = Pattern.compile("^reveni-credit-([0-9a-f]{32})-.*");

  private final Database database;

  ReturnFinder(Database database) {
    this.database = database;
  }

  /**
   * As the sort says. Who types small letters may mean capital ones, and who types a blank a dash.
   *
   * @param text null for all
   */
  List<Found> find(
      @Nullable String text,
      @Nullable String status,
      @Nullable String store,
      Listing.Sort<Found> sort,
      Listing.@Nullable After after,
      int most) {
    if (text == null) {
      return read(among(status, store), sort, after, most);
    }
    String named = OF_CREDIT.matcher(text).replaceFirst("$1");
    String capital = named.toUpperCase(Locale.ROOT);
    return Stream.of(named, capital, BLANKS.matcher(capital).replaceAll("-"))
        .distinct()
        .flatMap(ReturnFinder::meant)
        .map(meant -> read(meant.apply(among(status, store)), sort, after, most))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** What a text can mean, the narrowest first. */
  private static Stream<UnaryOperator<Listing>> meant(String text) {
    Object[] numbers = new Object[6];
    Arrays.fill(numbers, text);
    Stream.Builder<UnaryOperator<Listing>> meant =
        Stream.<UnaryOperator<Listing>>builder()
            .add(all -> all.where(NUMBERS, numbers))
            .add(all -> all.where(GOODS, text));
    if (text.length() >= SHORTEST_PART) {
      String begins = pattern(text);
      String ends = pattern(new StringBuilder(text).reverse().toString());
      meant.add(all -> all.where(PARTLY, begins, begins, ends, ends));
    }
    Matcher amount = AMOUNT.matcher(text);
    if (amount.matches()) {
      String number = amount.group(1).replace(',', '.');
      meant.add(all -> all.where(AMOUNTS, number));
    }
    return meant.build();
  }

  private static String pattern(String text) {
    return text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
  }

  private static Listing among(@Nullable String status, @Nullable String store) {
    return new Listing().is("status", status).is("store", store);
  }

  private List<Found> read(
      Listing returns, Listing.Sort<Found> sort, Listing.@Nullable After after, int most) {
    return returns.read(
        database, COLUMNS, sort, "store || '/' || return_id", after, most, ReturnFinder::found);
  }

  private static Found found(Columns r) {
    return new Found(
        r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.time(6), r.time(7), r.number(8));
  }
}
