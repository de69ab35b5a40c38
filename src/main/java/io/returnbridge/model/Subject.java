package io.returnbridge.model;

import java.util.function.BiFunction;

/**
 * What a step is woken about. Tables, topics and the API have its text; this is the one place that
 * takes such a text apart. A two-part text alone does not tell a return from an inventory entry:
 * the step does.
 */
public sealed interface Subject {

  String text();

  /** {@code store/returnId}. */
  record OfReturn(ReturnId id) implements Subject {
    @Override
    public String text() {
      return id.subject();
    }
  }

  /** {@code channel/sku}. */
  record OfEntry(StockEntry entry) implements Subject {
    @Override
    public String text() {
      return entry.subject();
    }
  }

  /** A scan while its return is not known: {@code scan/source/scanId}. */
  record OfScan(String source, String scanId) implements Subject {
    @Override
    public String text() {
      return "scan/" + source + "/" + scanId;
    }
  }

  /** A webhook that could not be read: {@code webhook/store/eventId}. */
  record OfWebhook(String store, String eventId) implements Subject {
    @Override
    public String text() {
      return "webhook/" + store + "/" + eventId;
    }
  }

  /**
   * A record that could not be read at all: {@code record/topic/partition/offset}.
   *
   * @param place another text where nobody knows it
   */
  record OfRecord(String place) implements Subject {
    @Override
    public String text() {
      return "record/" + place;
    }
  }

  /**
   * The records of one key of Kafka that a step of one's own has still to do: {@code own/step/key}.
   *
   * @param key the place of a record that has none
   */
  record OfKey(String step, String key) implements Subject {
    @Override
    public String text() {
      return "own/" + step + "/" + key;
    }
  }

  /** Reveni's list of a store's returns: {@code list/store}. */
  record OfList(String store) implements Subject {
    @Override
    public String text() {
      return "list/" + store;
    }
  }

  /** What has no parts: the whole installation, a replay, the day of a report. */
  record Named(String text) implements Subject {}

  /** Of a step that is about returns; neither a store nor a return's id has a slash. */
  static Subject of(String text) {
    String[] parts = text.split("/", 3);
    if (parts.length == 3 && parts[0].equals("scan")) {
      return new OfScan(parts[1], parts[2]);
    }
    if (parts.length == 3 && parts[0].equals("webhook")) {
      return new OfWebhook(parts[1], parts[2]);
    }
    if (parts.length == 3 && parts[0].equals("own")) {
      return new OfKey(parts[1], parts[2]);
    }
    return of(text, (store, id) -> new OfReturn(new ReturnId(store, id)));
  }

  /** Of a step that is about inventory entries; a channel's key has no slash, a SKU may. */
  static Subject ofStock(String text) {
    return of(text, (channel, sku) -> new OfEntry(new StockEntry(channel, sku)));
  }

  /** Of the sweep. */
  static Subject ofSweep(String text) {
    return of(text, (list, store) -> list.equals("list") ? new OfList(store) : new Named(text));
  }

  /**
   * Of what is compared: {@code return/store/returnId}, {@code entry/channel/sku}; else a run, or
   * the whole installation.
   */
  static Subject ofReconciliation(String text) {
    String[] parts = text.split("/", 3);
    if (parts.length == 3 && parts[0].equals(RETURN)) {
      return new OfReturn(new ReturnId(parts[1], parts[2]));
    }
    return parts.length == 3 && parts[0].equals(ENTRY)
        ? new OfEntry(new StockEntry(parts[1], parts[2]))
        : new Named(text);
  }

  /** As {@link #ofReconciliation} has it. */
  static String toCompare(ReturnId id) {
    return RETURN + "/" + id.subject();
  }

  /** As {@link #ofReconciliation} has it. */
  static String toCompare(StockEntry entry) {
    return ENTRY + "/" + entry.subject();
  }

  String RETURN = "return";
  String ENTRY = "entry";

  private static Subject of(String text, BiFunction<String, String, Subject> ofTwo) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      return new Named(text);
    }
    String first = text.substring(0, slash);
    String rest = text.substring(slash + 1);
    return first.equals("record") ? new OfRecord(rest) : ofTwo.apply(first, rest);
  }
}
