package io.returnbridge.commercetools;

import io.returnbridge.mappings.Suggestion;
import io.returnbridge.settings.Commercetools;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The scopes by name. Managing includes viewing; {@code manage_project} includes all. */
final class Scopes {

  /** Without one of these some work of every day is refused. */
  static final List<String> SERVING =
      List.of("manage_orders", "manage_payments", "manage_products", "view_types");

  /** What {@code setup} and {@code doctor} need besides. */
  static final List<String> SETUP = List.of("manage_types", "view_stores");

  /** Gives more than is needed. */
  static final String ALL = "manage_project";

  private Scopes() {}

  /** Without the project that each of them ends with. */
  static Set<String> names(Collection<String> scopes) {
    return scopes.stream()
        .map(scope -> scope.contains(":") ? scope.substring(0, scope.indexOf(':')) : scope)
        .collect(Collectors.toSet());
  }

  static boolean include(Set<String> names, String wanted) {
    return names.contains(wanted)
        || names.contains(wanted.replace("view_", "manage_"))
        || names.contains(ALL);
  }

  /** Those of {@code CTP_SCOPES} that look like one of ours and are none, as a remark. */
  static String mistyped(Commercetools project) {
    List<String> known = new ArrayList<>(SERVING);
    known.addAll(SETUP);
    StringBuilder remark = new StringBuilder();
    for (String name : names(List.of(project.scopes().strip().split("\\s+")))) {
      if (!known.contains(name)) {
        String meant = Suggestion.of(name, known);
        remark.append(meant.isEmpty() ? "" : "; it has " + name + meant);
      }
    }
    return remark.toString();
  }
}
