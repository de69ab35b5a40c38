package io.returnbridge.sandbox.commercetools;

import java.util.List;

/**
 * One request to the API; requests for a token are not calls.
 *
 * @param resource the first part of the path after the project, such as {@code orders}; empty for
 *     the project itself
 * @param path the path after the project, such as {@code orders/order-number=A-1}
 * @param actions names of the update actions in their order; empty for other requests
 */
public record ApiCall(String method, String resource, String path, List<String> actions) {
  /** Whether it changes something: a create, an import, an update or a deletion. */
  public boolean writes() {
    return method.equals("POST") || method.equals("DELETE");
  }
}
