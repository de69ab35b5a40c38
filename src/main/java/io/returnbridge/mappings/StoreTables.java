package io.returnbridge.mappings;

import static io.returnbridge.mappings.Channels.AWAITING_INSPECTION;
import static io.returnbridge.mappings.Channels.SALEABLE;

import io.returnbridge.model.ExchangeRelease;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Writer;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code stores.csv} and {@code channels.csv}. */
final class StoreTables {
  static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{2,256}");
  static final String KEY_REMEDY =
      "is not a key of commercetools: use 2 to 256 letters, digits, _ and -";
  private static final List<String> NEEDED = List.of(AWAITING_INSPECTION, SALEABLE);
  private static final Map<String, ExchangeRelease> RELEASES =
      ordered("agreed", ExchangeRelease.AGREED, "accepted", ExchangeRelease.ACCEPTED);
  private static final Map<String, Writer> WRITERS =
      ordered("middleware", Writer.MIDDLEWARE, "wms", Writer.WMS);

  private StoreTables() {}

  static Stores stores(MappingFiles files, Channels channels, List<MappingError> errors) {
    TableFile table =
        new TableFile(
            files,
            "stores.csv",
            List.of("store", "country", "currency", "locale"),
            List.of("commercetools_store", "default_channel", "exchange_release"),
            errors);
    List<StoreRow> rows = new ArrayList<>();
    Map<TableLine, String> keys = new LinkedHashMap<>();
    for (TableLine line : table.lines()) {
      StoreRow row =
          new StoreRow(
              line.required(
                  "store", Keys.ID, "is not a store key: use 1 to 64 letters, digits, _ and -"),
              line.optional("commercetools_store", KEY, KEY_REMEDY),
              country(line),
              currency(line),
              locale(line),
              line.optional("default_channel"),
              line.oneOf("exchange_release", RELEASES, ExchangeRelease.AGREED));
      keys.put(line, row.environmentName());
      String channel = row.defaultChannel();
      if (channel != null && !channels.all().isEmpty() && !channels.knows(channel)) {
        line.error(
            "default_channel",
            "\"%s\" is not a channel of channels.csv%s"
                .formatted(channel, Suggestion.orAnother(channel, channels.channels())));
      }
      rows.add(row);
    }
    noSharedNames(keys);
    return new Stores(rows);
  }

  static Channels channels(MappingFiles files, List<MappingError> errors) {
    TableFile table =
        new TableFile(
            files,
            "channels.csv",
            List.of("channel", "location", "stock_channel"),
            List.of("writer"),
            errors);
    List<ChannelRow> rows = new ArrayList<>();
    Map<TableLine, String> keys = new LinkedHashMap<>();
    Map<TableLine, ChannelRow> read = new LinkedHashMap<>();
    for (TableLine line : table.lines()) {
      ChannelRow row =
          new ChannelRow(
              line.required("channel", KEY, KEY_REMEDY),
              line.required("location", Keys.ID, "is not a location: use letters, digits, _ and -"),
              line.required("stock_channel", KEY, KEY_REMEDY),
              line.oneOf("writer", WRITERS, Writer.MIDDLEWARE));
      if (row.location().equals(DispositionRow.NOWHERE)) {
        line.error("location", "\"none\" means nowhere: remove the line");
      }
      keys.put(line, row.channel().isEmpty() ? "" : row.channel() + "\n" + row.location());
      read.put(line, row);
      rows.add(row);
    }
    table.noDuplicates("location", keys);
    noneIsMistyped(read);
    stockChannelsAgree(read);
    everyChannelIsWhole(read);
    return new Channels(rows);
  }

  /** Two keys that read the same environment variables would share their API key. */
  private static void noSharedNames(Map<TableLine, String> names) {
    Map<String, TableLine> seen = new HashMap<>();
    names.forEach(
        (line, name) -> {
          TableLine earlier = name.isEmpty() ? null : seen.putIfAbsent(name, line);
          if (earlier != null && earlier.text("store").equals(line.text("store"))) {
            line.error(
                "store",
                "\"%s\" is in line %d already: remove one of the two"
                    .formatted(line.text("store"), earlier.number()));
          } else if (earlier != null) {
            line.error(
                "store",
                "\"%s\" reads the same variables REVENI_%s_… as \"%s\" in line %d: rename one"
                    .formatted(line.text("store"), name, earlier.text("store"), earlier.number()));
          }
        });
  }

  private static String onSale(ChannelRow row, ChannelRow earlier) {
    boolean sells = row.location().equals(SALEABLE) || earlier.location().equals(SALEABLE);
    String other = row.location().equals(SALEABLE) ? earlier.location() : row.location();
    return sells ? ", since \"" + other + "\" goods would be on sale" : "";
  }

  /** A stock channel is one thing, for whichever channels it is, and has one writer. */
  private static void stockChannelsAgree(Map<TableLine, ChannelRow> read) {
    Map<String, TableLine> firstOf = new HashMap<>();
    Map<String, ChannelRow> first = new HashMap<>();
    read.forEach(
        (line, row) -> {
          ChannelRow earlier = first.putIfAbsent(row.stockChannel(), row);
          TableLine earlierLine = firstOf.putIfAbsent(row.stockChannel(), line);
          if (earlier == null || earlierLine == null || row.stockChannel().isEmpty()) {
            return;
          }
          if (line.sound() && earlierLine.sound() && !row.location().equals(earlier.location())) {
            line.error(
                "stock_channel",
                "\"%s\" is \"%s\" in line %d and cannot be \"%s\" too%s: use a stock channel that holds nothing but %s"
                    .formatted(
                        row.stockChannel(),
                        earlier.location(),
                        earlierLine.number(),
                        row.location(),
                        onSale(row, earlier),
                        row.location().equals(AWAITING_INSPECTION)
                                || earlier.location().equals(AWAITING_INSPECTION)
                            ? "goods awaiting inspection"
                            : "that"));
          }
          if (row.writer() != earlier.writer()) {
            line.error(
                "writer",
                "\"%s\" is written by \"%s\" in line %d: one stock channel has one writer, make them equal"
                    .formatted(
                        row.stockChannel(),
                        earlier.writer().name().toLowerCase(Locale.ROOT),
                        earlierLine.number()));
          }
        });
  }

  private static void everyChannelIsWhole(Map<TableLine, ChannelRow> read) {
    Map<String, Set<String>> locations = new HashMap<>();
    Map<String, TableLine> last = new LinkedHashMap<>();
    read.forEach(
        (line, row) -> {
          locations
              .computeIfAbsent(row.channel(), channel -> new LinkedHashSet<>())
              .add(row.location());
          last.put(row.channel(), line);
        });
    last.remove("");
    last.forEach(
        (channel, line) -> {
          for (String needed : NEEDED) {
            if (!locations.getOrDefault(channel, Set.of()).contains(needed)
                && mistyped(read, channel, needed).isEmpty()) {
              line.error(
                  "location",
                  "channel \"%s\" has no \"%s\": add a line \"%s,%s,<stock channel>\" below this one"
                      .formatted(channel, needed, channel, needed));
            }
          }
        });
  }

  /** Said first: what else such a row seems to say is not what was meant. */
  private static void noneIsMistyped(Map<TableLine, ChannelRow> read) {
    Set<String> channels =
        read.values().stream().map(ChannelRow::channel).collect(Collectors.toSet());
    for (String channel : channels) {
      for (String needed : NEEDED) {
        mistyped(read, channel, needed)
            .ifPresent(
                line ->
                    line.error(
                        "location",
                        "channel \"%s\" has no \"%s\", but \"%s\" (did you mean \"%s\"?)"
                            .formatted(channel, needed, line.text("location"), needed)));
      }
    }
  }

  /** The row of the channel whose location is nearly the one that it needs and does not have. */
  private static Optional<TableLine> mistyped(
      Map<TableLine, ChannelRow> read, String channel, String needed) {
    List<TableLine> own =
        read.keySet().stream().filter(line -> line.text("channel").equals(channel)).toList();
    return own.stream().anyMatch(line -> line.text("location").equals(needed))
        ? Optional.empty()
        : own.stream().filter(line -> Suggestion.isSlip(line.text("location"), needed)).findFirst();
  }

  private static String country(TableLine line) {
    String country = line.required("country");
    if (!country.isEmpty() && !List.of(Locale.getISOCountries()).contains(country)) {
      line.error("country", "\"%s\" is not a country: use ISO 3166, such as ES".formatted(country));
    }
    return country;
  }

  private static String currency(TableLine line) {
    String currency = line.required("currency");
    if (!currency.isEmpty()
        && Currency.getAvailableCurrencies().stream()
            .noneMatch(
                known ->
                    known.getCurrencyCode().equals(currency)
                        && known.getDefaultFractionDigits() >= 0)) {
      line.error(
          "currency", "\"%s\" is not a currency: use ISO 4217, such as EUR".formatted(currency));
    }
    return currency;
  }

  private static String locale(TableLine line) {
    String tag = line.required("locale");
    if (tag.isEmpty()) {
      return tag;
    }
    try {
      Locale locale = new Locale.Builder().setLanguageTag(tag).build();
      boolean known =
          List.of(Locale.getISOLanguages()).contains(locale.getLanguage())
              && (locale.getCountry().isEmpty()
                  || List.of(Locale.getISOCountries()).contains(locale.getCountry()));
      if (known && locale.toLanguageTag().equals(tag)) {
        return tag;
      }
    } catch (IllformedLocaleException illFormed) {
      // Reported below, with the rest of what is not a locale.
    }
    line.error("locale", "\"%s\" is not a locale: use one such as es-ES or en-GB".formatted(tag));
    return tag;
  }

  private static <T> Map<String, T> ordered(String first, T one, String second, T two) {
    Map<String, T> map = new LinkedHashMap<>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }
}
