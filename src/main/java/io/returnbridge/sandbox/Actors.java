package io.returnbridge.sandbox;

import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.sandbox.reveni.Shopper;
import java.net.URI;

/** Everybody who takes part in a story: both sandboxes, and the program between them. */
public record Actors(ReveniSandbox reveni, CommercetoolsSandbox commercetools, ProgramApi program) {

  /** The store's shoppers. */
  public Shopper shopper(String store) {
    return reveni.shopper(store);
  }

  /** From now on the webhooks of this store go to the program. */
  public void connect(String store) {
    reveni.webhooks(store).target(webhookUrl(store));
  }

  public URI webhookUrl(String store) {
    return program.address().resolve("/webhooks/reveni/" + store);
  }
}
