package io.returnbridge.model;

/**
 * The identity of a return: the store that it belongs to and Reveni's id. Never a bare refund or
 * RMA number.
 *
 * @param store key of a row of {@code stores.csv}
 * @param id Reveni's id of the return
 */
public record ReturnId(String store, String id) {

  /** The form in which wake-ups and work rows name a return: {@code store/id}. */
  public String subject() {
    return store + "/" + id;
  }

  /** The inverse of {@link #subject()}. */
  public static ReturnId parse(String subject) {
    int slash = subject.indexOf('/');
    if (slash < 1 || slash == subject.length() - 1) {
      throw new IllegalArgumentException("\"" + subject + "\" is not of the form store/returnId");
    }
    return new ReturnId(subject.substring(0, slash), subject.substring(slash + 1));
  }

  @Override
  public String toString() {
    return subject();
  }
}
