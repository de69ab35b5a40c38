package io.returnbridge.engine;

/**
 * One write outside, which is safe to decide anew after any doubt: by a version, or by a natural
 * key.
 *
 * @param name of what is written; that it was not taken is remembered by it for the run
 * @param about what is to be looked at again after a conflict or a lost answer
 * @param request sends it, and notes in {@link Seen} what was answered
 * @param alone whether a refusal ends the step: nothing stands beside it
 * @param versioned whether the other side refuses it once somebody else has written; else it is
 *     sent only while its claim stands
 */
public record Write(String name, String about, Runnable request, boolean alone, boolean versioned) {

  /** A refusal does not end the step, which does without it. */
  public Write beside() {
    return new Write(name, about, request, false, versioned);
  }
}
