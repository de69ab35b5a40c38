package io.returnbridge.reveni;

import io.returnbridge.model.Trouble;

/** One item, refund or shipment cannot be taken as it is; everything else can. */
final class HeldBackPart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Trouble trouble;

  HeldBackPart(Trouble trouble) {
    super(trouble.code());
    this.trouble = trouble;
  }

  Trouble trouble() {
    return trouble;
  }
}
