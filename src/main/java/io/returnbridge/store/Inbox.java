package io.returnbridge.store;

import jakarta.enterprise.context.ApplicationScoped;

/** What a step has taken in already. */
@ApplicationScoped
public class Inbox {

  private final Database database;

  public Inbox(Database database) {
    this.database = database;
  }

  public boolean seen(String step, String dedupeKey) {
    return database
        .find(
            "select 1 from inbox where step = ? and dedupe_key = ?",
            r -> r.integer(1),
            step,
            KeyText.of(dedupeKey))
        .isPresent();
  }

  /**
   * To be called in the transaction of the state, never before the work.
   *
   * @param subject what it was taken in for
   */
  public void add(String step, String dedupeKey, String subject) {
    database.update(
        "insert into inbox (step, dedupe_key, subject) values (?, ?, ?) on conflict do nothing",
        step,
        KeyText.of(dedupeKey),
        subject);
  }
}
