package io.returnbridge.engine;

import jakarta.enterprise.context.ApplicationScoped;

/** Tells whoever claims work that some has been recorded here: until it asks nobody begins it. */
@ApplicationScoped
public class WorkComes {

  private volatile Runnable claiming = () -> {};

  /** Whom to tell, once what has come is committed. */
  public void tell(Runnable claiming) {
    this.claiming = claiming;
  }

  void now() {
    claiming.run();
  }
}
