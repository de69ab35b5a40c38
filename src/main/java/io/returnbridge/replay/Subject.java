package io.returnbridge.replay;

import io.returnbridge.model.ReturnId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a step is woken about.
 *
 * @param returnId when it is a return; else it is an inventory entry, or a scan of an unknown one
 */
record Subject(String text, Optional<ReturnId> returnId) {

  private static final Pattern RETURN = Pattern.compile("[^/]+/[^/]+");

  static Subject of(ReturnId id) {
    return new Subject(id.subject(), Optional.of(id));
  }

  static Subject of(String text, @Nullable String store, @Nullable String returnId) {
    return new Subject(
        text,
        store == null || returnId == null
            ? Optional.empty()
            : Optional.of(new ReturnId(store, returnId)));
  }

  /**
   * @param ofEntry whether the step that is woken is about inventory entries
   */
  static Subject woken(boolean ofEntry, String text) {
    boolean ofReturn = !ofEntry && RETURN.matcher(text).matches();
    return new Subject(text, ofReturn ? Optional.of(ReturnId.parse(text)) : Optional.empty());
  }

  /** Of a scan; empty for everything else. */
  String scanSource() {
    return scanPart(1);
  }

  /** Of a scan; empty for everything else. */
  String scanId() {
    return scanPart(2);
  }

  private String scanPart(int part) {
    String[] parts = text.split("/", 3);
    return returnId.isEmpty() && parts.length == 3 && parts[0].equals("scan") ? parts[part] : "";
  }
}
