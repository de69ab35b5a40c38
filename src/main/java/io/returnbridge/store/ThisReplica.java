package io.returnbridge.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The name of this process among the replicas of the installation; a new one with each start. */
@ApplicationScoped
public class ThisReplica {

  private final String id = UUID.randomUUID().toString();

  public String id() {
    return id;
  }
}
