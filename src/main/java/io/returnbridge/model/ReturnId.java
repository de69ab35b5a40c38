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

  @Override
  public String toString() {
    return subject();
  }
}
