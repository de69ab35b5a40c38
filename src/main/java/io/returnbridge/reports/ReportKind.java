package io.returnbridge.reports;

import java.time.LocalDate;
import java.util.List;

/**
 * What a report's name stands for. A bean of this type is in the API, in the mails and in every
 * form; its rows are made by the step of the same name, and kept by {@link ReportDesk#store}.
 *
 * @param <R> a row: a record without personal data, kept as JSON
 */
public interface ReportKind<R> {

  /**
   * What is the same of all reports of a kind.
   *
   * @param name as in paths; also of its step, its route file and its schedule
   * @param owner who gets it by mail: an owner of cases
   */
  record Definition<R>(String name, Period period, String owner, Class<R> row) {}

  Definition<R> definition();

  /** Whether both systems can only be asked how they are now: no other day is to be named. */
  default boolean isOfNowOnly() {
    return false;
  }

  /** Whose work it is to make one. */
  default String step() {
    return name();
  }

  default String name() {
    return definition().name();
  }

  default Period period() {
    return definition().period();
  }

  default String owner() {
    return definition().owner();
  }

  default Class<R> row() {
    return definition().row();
  }

  /** Whether there is a report of the period that is its last, and nothing makes another. */
  default boolean isClosed(LocalDate day) {
    return false;
  }

  /**
   * What a row is sorted by, as a text; rows of which that is the same stay in the order in which
   * they were made.
   */
  default String place(R row) {
    return "";
  }

  /** Of its table. */
  List<Column<R>> columns(Report report);

  /** The page that people read and print, and get by mail. */
  ReportPage page(Report report, PageContext context);

  /** Of its mail: fixed words, numbers and the date only. */
  String subject(Report report);

  /**
   * Makes it due; joins a run that is under way.
   *
   * @param day the first of its period
   * @return whether that begins a run
   */
  boolean ask(LocalDate day, String trigger);
}
