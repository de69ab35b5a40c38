package io.returnbridge.mappings;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong in the mapping tables, in one go. The message has a line for each. */
public final class MappingErrors extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<MappingError> errors;

  public MappingErrors(List<MappingError> errors) {
    super(
        errors.stream()
            .map(MappingError::toString)
            .collect(
                Collectors.joining(
                    "\n  ",
                    errors.size() == 1
                        ? "The mapping tables have an error:\n  "
                        : "The mapping tables have " + errors.size() + " errors:\n  ",
                    "")));
    this.errors = List.copyOf(errors);
  }

  public List<MappingError> errors() {
    return errors;
  }
}
