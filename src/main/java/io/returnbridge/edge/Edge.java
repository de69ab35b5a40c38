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
   * @param head from the connection's beginning, or the answer before, until a request is asked
   * @param body until it is whole
   * @param table the same, of an import
   */
  record Times(Duration head, Duration body, Duration table) {}
}
