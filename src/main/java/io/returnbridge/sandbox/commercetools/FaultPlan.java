package io.returnbridge.sandbox.commercetools;

/**
 * Decides for each call (never for a token request) what goes wrong. Called on the server's thread:
 * must not block.
 */
@FunctionalInterface
public interface FaultPlan {
  Fault next(ApiCall call);

  static FaultPlan none() {
    return call -> Fault.none();
  }
}
