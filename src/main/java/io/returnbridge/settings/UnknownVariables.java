package io.returnbridge.settings;

import io.returnbridge.mappings.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Environment variables that look like ours and that nobody reads: an optional one that is mistyped
 * would have no effect, and nobody would notice.
 */
final class UnknownVariables {

  /** Nobody else's variables begin so. */
  private static final List<String> OURS =
      List.of(
          "REVENI_",
          "WAREHOUSE_API_",
          "ALERTS_",
          "RETRY_",
          "BREAKER_",
          "SCHEDULE_",
          "SWEEP_",
          "RECONCILE_",
          "DUE_WORK_",
          "OWN_STEP",
          "CTP_");

  /** Others' variables may begin so as well: only what is nearly one of ours is told. */
  private static final List<String> SHARED =
      List.of(
          "CONSOLE_",
          "PUBLIC_",
          "HTTP_",
          "KAFKA_",
          "DATA",
          "ROUTE",
          "MAPPING",
          "REPORT",
          "ALERT_",
          "STEP",
          "TOPIC",
          "TRUSTED_",
          "WAREHOUSE_",
          "WORKERS",
          "OIDC_",
          "OTEL_",
          "LOG_",
          "QUARKUS_DATASOURCE_");

  /** Nearly one of ours, and everybody's. */
  private static final Set<String> OF_OTHERS = Set.of("HTTP_PROXY", "HTTPS_PROXY", "HTTPS_PORT");

  /** What Kubernetes sets for each service beside the program. */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile(".*_(SERVICE_(HOST|PORT(_.*)?)|PORT_[0-9]+_(TCP|UDP)(_.*)?)");

  private static final String WAREHOUSE = "WAREHOUSE_API_KEY_";
  private static final String FILE = "_FILE";
  private static final String PREVIOUS = "PREVIOUS";

  private UnknownVariables() {}

  /**
   * One sentence for each that is set.
   *
   * @param read the names that the program reads, set or not
   */
  static List<String> among(Map<String, String> variables, Set<String> read) {
    Set<String> known = new TreeSet<>(read);
    read.stream().filter(SecretFiles::isSecret).forEach(name -> known.add(name + FILE));
    FineSettingsReader.variables().forEach(known::add);
    List<String> told = new ArrayList<>();
    new TreeMap<>(variables)
        .forEach(
            (name, value) -> {
              boolean foreign =
                  OF_OTHERS.contains(name)
                      || OF_KUBERNETES.matcher(name).matches()
                      || value.startsWith("tcp://");
              if (!value.isBlank() && !foreign && looksLikeOurs(name)) {
                told.addAll(about(name, known));
              }
            });
    return told;
  }

  private static boolean looksLikeOurs(String name) {
    return Stream.concat(OURS.stream(), SHARED.stream())
        .anyMatch(prefix -> name.toUpperCase(Locale.ROOT).startsWith(prefix));
  }

  private static List<String> about(String name, Set<String> known) {
    if (known.contains(name)) {
      String end = name.startsWith(WAREHOUSE) ? name.substring(name.lastIndexOf('_') + 1) : "";
      return end.equals(PREVIOUS) || Suggestion.of(end, List.of(PREVIOUS)).isEmpty()
          ? List.of()
          : List.of(sentence(name, Suggestion.of(end, List.of(PREVIOUS))));
    }
    String unfiled = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : "";
    if (known.contains(unfiled)) {
      return List.of(
          "%s is set, and only secrets may stand in files, which %s is not: set %s itself, and take %s away"
              .formatted(name, unfiled, unfiled, name));
    }
    String meant = Suggestion.of(name, near(name, known));
    if (meant.isEmpty()) {
      meant =
          known.stream()
              .filter(candidate -> leavesOutAWord(name, candidate))
              .findFirst()
              .map(candidate -> " (did you mean \"" + candidate + "\"?)")
              .orElse("");
    }
    boolean ours = OURS.stream().anyMatch(name::startsWith);
    return ours || !meant.isEmpty() ? List.of(sentence(name, meant)) : List.of();
  }

  /** With the same beginning, so that a long foreign name is not taken for a short one of ours. */
  private static List<String> near(String name, Set<String> known) {
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - name.length()) <= 4)
        .filter(candidate -> Suggestion.isSlip(name, candidate))
        .toList();
  }

  /** Such as {@code CONSOLE_PASSWORD}: begins and ends as one of ours, without a word between. */
  private static boolean leavesOutAWord(String name, String known) {
    List<String> typed = List.of(name.split("_"));
    List<String> words = new ArrayList<>(List.of(known.split("_")));
    if (typed.size() < 2
        || words.size() != typed.size() + 1
        || !words.get(0).equals(typed.get(0))) {
      return false;
    }
    words.removeIf(word -> !typed.contains(word));
    return words.equals(typed);
  }

  private static String sentence(String name, String meant) {
    return name
        + " is set, and this program has no such variable"
        + meant
        + ": correct its name, or take it away";
  }
}
