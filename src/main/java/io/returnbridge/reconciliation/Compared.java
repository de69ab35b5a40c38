package io.returnbridge.reconciliation;

import io.returnbridge.reconciliation.Look.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one thing that is compared. Pure.
 *
 * <pre>
 * FIRST ── nothing is wrong ─────────────────────────────────▶ DONE
 * FIRST ── something is ──▶ AGAIN ── it was under way ───────▶ DONE
 *                           AGAIN ── nothing heals it ───────▶ DONE, with its case
 *                           AGAIN ── steps are woken ▶ HEALED ▶ DONE, with a case for what is left
 * </pre>
 *
 * @param unchanged whether Reveni's list says that it is as it was taken in: then it is not read
 * @param look of a return, or of what names one; null for an entry, and before the first
 * @param entry of an inventory entry
 * @param seen at the first look: what is still so at the next is found
 * @param found differences
 * @param unclear whether it was worked on, or could not be read, as often as it was looked at
 */
record Compared(
    Stage stage,
    boolean unchanged,
    @Nullable Look look,
    @Nullable EntryLook entry,
    List<Finding> seen,
    List<Difference> found,
    boolean unclear) {

  enum Stage {
    FIRST,
    AGAIN,
    HEALED,
    DONE
  }

  /**
   * @param since when it was found first, in this run or in those before it
   */
  record Difference(Finding finding, boolean healed, Instant since) {}

  /**
   * A look at a thing.
   *
   * @param busy whether it is worked on, or could not be read: then nothing is said
   */
  record Looked(
      String subject,
      @Nullable Look look,
      @Nullable EntryLook entry,
      boolean busy,
      List<Finding> findings) {}

  static final Compared NOTHING =
      new Compared(Stage.FIRST, false, null, null, List.of(), List.of(), false);

  static final Compared UNCHANGED =
      new Compared(Stage.FIRST, true, null, null, List.of(), List.of(), false);

  Compared {
    seen = seen == null ? List.of() : List.copyOf(seen);
    found = found == null ? List.of() : List.copyOf(found);
  }

  /** What follows from another look. */
  Compared after(Looked now, Function<Finding, Instant> since) {
    Look shown = now.look() == null || now.busy() ? look : now.look();
    EntryLook counted = now.entry() == null ? entry : now.entry();
    if (now.busy()) {
      return new Compared(stage, unchanged, shown, counted, seen, found, true);
    }
    return switch (stage) {
      case FIRST ->
          now.findings().isEmpty()
              ? done(shown, counted, List.of())
              : new Compared(
                  Stage.AGAIN, unchanged, shown, counted, now.findings(), List.of(), false);
      case AGAIN -> confirmed(shown, counted, now.findings(), since);
      case HEALED, DONE -> {
        Set<String> left = subjects(now.findings());
        yield done(
            shown,
            counted,
            found.stream()
                .map(
                    d ->
                        new Difference(
                            d.finding(), !left.contains(d.finding().subject()), d.since()))
                .toList());
      }
    };
  }

  private Compared confirmed(
      @Nullable Look shown,
      @Nullable EntryLook counted,
      List<Finding> now,
      Function<Finding, Instant> since) {
    Set<String> before = subjects(seen);
    List<Difference> still =
        now.stream()
            .filter(finding -> before.contains(finding.subject()))
            .map(finding -> new Difference(finding, false, since.apply(finding)))
            .toList();
    boolean heals = still.stream().anyMatch(d -> d.finding().heals() != null);
    return heals
        ? new Compared(Stage.HEALED, unchanged, shown, counted, List.of(), still, false)
        : done(shown, counted, still);
  }

  private Compared done(
      @Nullable Look shown, @Nullable EntryLook counted, List<Difference> differences) {
    return new Compared(Stage.DONE, unchanged, shown, counted, List.of(), differences, false);
  }

  /** It was looked at often enough. */
  Compared givenUp() {
    return new Compared(Stage.DONE, unchanged, look, entry, List.of(), found, true);
  }

  boolean isDone() {
    return stage == Stage.DONE;
  }

  /** The steps that put right what was found just now. */
  Set<String> toWake() {
    return stage == Stage.HEALED
        ? found.stream()
            .map(d -> d.finding().heals())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static Set<String> subjects(List<Finding> findings) {
    return findings.stream().map(Finding::subject).collect(Collectors.toSet());
  }
}
