package io.returnbridge.failure;

import io.returnbridge.model.Trouble;

/**
 * The step cannot go on without a person: a case. The work is resumed by {@code retry} or by what
 * the person decides.
 */
public final class NeedsDecision extends Failure {

  private final Trouble trouble;

  public NeedsDecision(Trouble trouble) {
    super(trouble.code(), null);
    this.trouble = trouble;
  }

  public Trouble trouble() {
    return trouble;
  }
}
