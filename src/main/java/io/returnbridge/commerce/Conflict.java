package io.returnbridge.commerce;

import io.returnbridge.failure.Plain;

/** Somebody else wrote first (409): read again, decide again, send again. */
public final class Conflict extends RuntimeException {
  public Conflict(String message) {
    super(Plain.line(message));
  }
}
