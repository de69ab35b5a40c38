package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The returns of one store. What goes out are copies; every change is one step of the clock, and
 * the version before it is kept as the stale one that a webhook may carry.
 */
final class ReturnBook {
  private final SandboxClock clock;
  private final Map<String, SandboxReturn> returns = new LinkedHashMap<>();
  private final Map<String, ObjectNode> before = new LinkedHashMap<>();

  ReturnBook(SandboxClock clock) {
    this.clock = clock;
  }

  synchronized ObjectNode add(ReturnBuilder draft) {
    SandboxReturn added = new SandboxReturn(draft.build(clock.tick().toString()));
    if (returns.putIfAbsent(added.id(), added) != null) {
      throw new IllegalArgumentException("there is already a return " + added.id());
    }
    return added.json().deepCopy();
  }

  synchronized ObjectNode change(String id, Consumer<SandboxReturn> change) {
    SandboxReturn found = returns.get(id);
    if (found == null) {
      throw new IllegalArgumentException("there is no return " + id);
    }
    ObjectNode old = found.json().deepCopy();
    SandboxReturn changed = new SandboxReturn(found.json().deepCopy());
    change.accept(changed);
    changed.json().put("updated_at", clock.tick().toString());
    returns.put(id, changed);
    before.put(id, old);
    return changed.json().deepCopy();
  }

  synchronized void put(ObjectNode json) {
    SandboxReturn added = new SandboxReturn(json);
    returns.put(added.id(), added);
  }

  synchronized Optional<ObjectNode> read(String id) {
    return Optional.ofNullable(returns.get(id)).map(found -> found.json().deepCopy());
  }

  /** The return as it was before its last change; null when it never changed. */
  synchronized @Nullable ObjectNode stale(String id) {
    ObjectNode old = before.get(id);
    return old == null ? null : old.deepCopy();
  }

  synchronized void remove(String id) {
    returns.remove(id);
    before.remove(id);
  }

  /** Copies of the returns that changed at or after the time, oldest change first. */
  synchronized List<ObjectNode> changedSince(Instant since) {
    return returns.values().stream()
        .map(found -> found.json().deepCopy())
        .filter(json -> !Instant.parse(json.get("updated_at").asText()).isBefore(since))
        .sorted(Comparator.comparing((ObjectNode json) -> json.get("updated_at").asText()))
        .toList();
  }

  synchronized List<String> ids() {
    return new ArrayList<>(returns.keySet());
  }
}
