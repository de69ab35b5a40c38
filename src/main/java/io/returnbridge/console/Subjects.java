package io.returnbridge.console;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What work is about, as people call it: a return has its RMA number, and leads to its page; what a
 * step of one's own was given has its key, by which returns are found.
 */
@ApplicationScoped
class Subjects {

  /**
   * @param whole the subject as it is stored
   * @param link to a return's page, or to what is found by a key; null for anything else
   */
  record About(String text, String whole, @Nullable String link) {}

  private final ReturnStates states;

  Subjects(ReturnStates states) {
    this.states = states;
  }

  /** By subject; each of them is there. */
  Map<String, About> of(Collection<String> subjects) {
    List<ReturnId> ids = subjects.stream().distinct().flatMap(s -> id(s).stream()).toList();
    Map<ReturnId, ReturnStates.Names> names = states.names(ids);
    Map<String, About> found = new HashMap<>();
    for (String subject : subjects) {
      found.put(subject, about(subject, names));
    }
    return found;
  }

  private static About about(String subject, Map<ReturnId, ReturnStates.Names> names) {
    if (Subject.of(subject) instanceof Subject.OfKey of) {
      return new About(of.key(), subject, "/console/returns?q=" + Shown.encoded(of.key()));
    }
    return id(subject)
        .flatMap(id -> Optional.ofNullable(names.get(id)).map(of -> about(id, of.rmaNumber())))
        .orElseGet(() -> new About(subject, subject, null));
  }

  private static About about(ReturnId id, String rmaNumber) {
    return new About(
        rmaNumber,
        id.subject(),
        "/console/returns/" + Shown.encoded(id.id()) + "?store=" + Shown.encoded(id.store()));
  }

  private static Optional<ReturnId> id(String subject) {
    return Subject.of(subject) instanceof Subject.OfReturn of
        ? Optional.of(of.id())
        : Optional.empty();
  }
}
