package io.returnbridge.personaldata;

import io.returnbridge.evidence.Evidence;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.personaldata.Customer.OfReturn;
import io.returnbridge.personaldata.Receipt.Part;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Erases what is kept of a customer: what people have noted about the returns, and what Reveni has
 * sent, as soon as nobody needs it. A return that is under way goes on, and what is kept of it goes
 * when it has ended. Facts about money and goods stay: they name nobody.
 */
@ApplicationScoped
public class Erasure {

  /** Takes the place of a note. */
  static final String ERASED = "(erased)";

  private static final Logger LOG = Logger.getLogger(Erasure.class);

  /** Of people, about cases of these returns. */
  private static final String NOTES =
      """
      from exception_case c where c.id = h.case_id and c.store || '/' || c.return_id = any(?)
        and h.who <> 'returnbridge' and h.note is not null and h.note <> '(erased)'
      """;

  private final Database database;
  private final CustomerSearch search;
  private final Evidence evidence;

  public Erasure(Database database, CustomerSearch search, Evidence evidence) {
    this.database = database;
    this.search = search;
    this.evidence = evidence;
  }

  /**
   * Erases what can go now, and remembers the returns that are under way. Throws {@link
   * io.returnbridge.failure.Unavailable}, with nothing erased, when commercetools or Kafka does not
   * say where the customer's data is.
   *
   * @param dryRun only says what would be erased
   */
  public Receipt erase(EmailAddress email, String who, boolean dryRun) {
    Customer customer = search.find(email);
    List<ReturnId> ended = ids(customer, false);
    List<ReturnId> open = ids(customer, true);
    return database.inTransaction(
        () -> {
          List<Part> toCome = toCome(customer.webhooks());
          part(toCome, "case_history", "notes about returns that are under way", notes(open));
          List<Part> erased = new ArrayList<>();
          part(erased, "case_history", "notes of people", notes(ended));
          if (!dryRun) {
            ended.forEach(this::erase);
            open.forEach(this::remember);
          }
          Receipt receipt =
              new Receipt(
                  UUID.randomUUID().toString(),
                  Instant.now(),
                  who,
                  dryRun,
                  customer.orders(),
                  customer.returns(),
                  erased,
                  toCome,
                  stays(customer));
          if (!dryRun) {
            requested(receipt.id(), "erasure", who, Json.write(receipt));
          }
          return receipt;
        });
  }

  /** Of returns that have ended since somebody wanted them to be erased. */
  void eraseEnded() {
    List<ReturnId> ended =
        database.query(
            """
            select e.store, e.return_id from to_erase e
            join return_state r on r.store = e.store and r.return_id = e.return_id
            where r.terminal and not r.unfinished and not exists (select 1 from exception_case c
              where c.store = r.store and c.return_id = r.return_id and c.status <> 'resolved')
            """,
            r -> new ReturnId(r.text(1), r.text(2)));
    for (ReturnId id : ended) {
      database.inTransaction(
          () -> {
            erase(id);
            database.update(
                "delete from to_erase where store = ? and return_id = ?", id.store(), id.id());
          });
      LOG.infof("Return %s has ended: its notes are erased, as was asked for", id.subject());
    }
  }

  private void erase(ReturnId id) {
    database.update(
        "update case_history h set note = '" + ERASED + "' " + NOTES,
        (Object) new String[] {id.subject()});
    evidence.eraseNotes(id);
  }

  private void remember(ReturnId id) {
    database.update(
        "insert into to_erase (store, return_id) values (?, ?) on conflict do nothing",
        id.store(),
        id.id());
  }

  private long notes(List<ReturnId> ids) {
    return database
        .query(
            "select count(*) from case_history h where exists (select 1 " + NOTES + ")",
            r -> r.number(1),
            (Object) ids.stream().map(ReturnId::subject).toArray(String[]::new))
        .get(0);
  }

  /** Who asked for a customer's data, or for its end: for the audit. */
  void requested(String id, String kind, String who, @Nullable String receipt) {
    database.update(
        "insert into data_request (id, kind, who, receipt) values (?, ?, ?, ?::jsonb)",
        id,
        kind,
        who,
        receipt);
  }

  private static List<ReturnId> ids(Customer customer, boolean open) {
    return customer.returns().stream().filter(of -> of.open() == open).map(OfReturn::id).toList();
  }

  private static void part(List<Part> parts, String where, String what, long count) {
    if (count > 0) {
      parts.add(new Part(where, what, count, null, null));
    }
  }

  private static List<Part> toCome(List<RawWebhook> webhooks) {
    return webhooks.stream()
        .collect(Collectors.groupingBy(w -> List.of(w.where(), w.why())))
        .values()
        .stream()
        .map(
            same ->
                new Part(
                    same.get(0).where(),
                    "webhooks as Reveni sent them",
                    (long) same.size(),
                    same.get(0).why(),
                    same.stream().anyMatch(w -> w.until() == null)
                        ? null
                        : same.stream()
                            .map(RawWebhook::until)
                            .max(Comparator.naturalOrder())
                            .get()))
        .sorted(Comparator.comparing(Part::where))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<Part> stays(Customer customer) {
    return List.of(
        stays(
            "the database, and the other topics",
            "numbers of returns and orders, goods, amounts, times, tracking numbers, who decided what",
            "money and goods have to be accounted for; no customer is named"),
        stays(
            "commercetools, orders " + String.join(", ", customer.orders()),
            "e-mail address, customer and postal addresses, also of exchange orders",
            "they are yours: erase them there"),
        stays("Reveni", "the returns, and how they were paid", "ask Reveni to erase them"),
        stays(
            "backups of the database and of Kafka",
            "what they held when they were made",
            "they go as you let them go; after one is restored, erase again"),
        stays(
            "where steps of your own and alerts have sent something",
            "what they have sent",
            "this program cannot reach it"));
  }

  private static Part stays(String where, String what, String why) {
    return new Part(where, what, null, why, null);
  }
}
