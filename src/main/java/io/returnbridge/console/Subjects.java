package io.returnbridge.console;

import io.returnbridge.model.ReturnId;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What work is about, as people call it: a return has its RMA number, and leads to its page. */
@ApplicationScoped
class Subjects {

  /**
   * @param whole the subject as it is stored
   * @param link to a return's page; null for what is no return that is known
   */
  record About(String text, String whole, @Nullable String link) {}

  private final ReturnStates states;

  Subjects(ReturnStates states) {
    this.states = states;
  }

  /** By subject; each of them is there. */
  Map<String, About> of(Collection<String> subjects) {
    List<ReturnId> ids = subjects.stream().distinct().map(Subjects::id).toList();
    Map<ReturnId, ReturnStates.Names> names = states.names(ids);
    Map<String, About> found = new HashMap<>();
    for (String subject : subjects) {
      ReturnStates.@Nullable Names of = names.get(id(subject));
      found.put(
          subject,
          of == null ? new About(subject, subject, null) : about(id(subject), of.rmaNumber()));
    }
    return found;
  }

  /** A subject that is no return's is the id of none. */
  private static ReturnId id(String subject) {
    int slash = subject.indexOf('/');
    return slash < 0
        ? new ReturnId("", subject)
        : new ReturnId(subject.substring(0, slash), subject.substring(slash + 1));
  }

  private static About about(ReturnId id, String rmaNumber) {
    return new About(
        rmaNumber,
        id.subject(),
        "/console/returns/" + Shown.encoded(id.id()) + "?store=" + Shown.encoded(id.store()));
  }
}
