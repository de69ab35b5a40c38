package io.returnbridge.edge;

import java.time.Duration;

/**
 * What all connections of a port share.
 *
 * @param connections of this port alone: those of another cannot take its room
 * @param times how long a sender may take
 */
record Edge(
    Connections connections,
    BodyBudget bodies,
    WrongCredentials wrong,
    ClientAddresses clients,
    RequestMetrics metrics,
    Times times) {

  /** Of another port: all but the connections is the same. */
  Edge with(Connections others) {
    return new Edge(others, bodies, wrong, clients, metrics, times);
  }

  /**
   * @param idle from an answer until the next request begins to come
   * @param head from the connection's beginning, or a later request's, until that is asked
   * @param body until it is whole
   * @param table the same, of an import
   */
  record Times(Duration idle, Duration head, Duration body, Duration table) {}
}
