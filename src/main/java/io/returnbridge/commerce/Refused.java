package io.returnbridge.commerce;

import io.returnbridge.failure.Plain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * commercetools refused the request for good (400). The step decides what that means; what no step
 * handles is a defect (dead letter, {@code COMMERCETOOLS_REJECTED}).
 */
public final class Refused extends RuntimeException {

  private final String code;
  private final @Nullable String field;
  private final List<String> skus;

  /**
   * @param code of commercetools, such as {@code DuplicateField}, {@code OutOfStock}, {@code
   *     InvalidOperation}
   * @param skus named by {@code OutOfStock}
   */
  public Refused(String code, @Nullable String field, String message, List<String> skus) {
    super(Plain.line(message));
    this.code = code;
    this.field = field;
    this.skus = List.copyOf(skus);
  }

  public String code() {
    return code;
  }

  public @Nullable String field() {
    return field;
  }

  public List<String> skus() {
    return skus;
  }

  /** Whether what was to be changed is no longer there. */
  public boolean isGone() {
    return code.equals("ResourceNotFound");
  }

  public boolean isDuplicate(String ofField) {
    return code.equals("DuplicateField") && ofField.equals(field);
  }
}
