package io.returnbridge.edge;

import java.time.Duration;

/**
 * What all connections share.
 *
 * @param times how long a sender may take
 */
record Edge(
    Connections connections,
    BodyBudget bodies,
    WrongCredentials wrong,
    ClientAddresses clients,
    RequestMetrics metrics,
    Times times) {

  /**
   * @param idle from an answer until the next request begins to come
   * @param head from the connection's beginning, or a later request's, until that is asked
   * @param body until it is whole
   * @param table the same, of an import
   */
  record Times(Duration idle, Duration head, Duration body, Duration table) {}
}
