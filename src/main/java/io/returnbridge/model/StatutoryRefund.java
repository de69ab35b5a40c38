package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The 14 days within which a trader has to refund who withdraws from a purchase: from when the
 * goods are back, or it is shown that they were sent, whichever is first. They run in the countries
 * that have them from Directive 2011/83/EU, Article 13, and in the United Kingdom.
 */
public final class StatutoryRefund {

  public static final Duration TIME = Duration.ofDays(14);

  private static final Set<String> COUNTRIES =
      Set.of(
          "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
          "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI",
          "SK");

  private StatutoryRefund() {}

  /**
   * When they begin; empty while the goods are with the shopper, and where they do not run.
   *
   * @param country of the store
   */
  public static Optional<Instant> since(ReturnState state, String country) {
    ReturnSnapshot now = state.snapshot();
    boolean sent =
        now.stage() == ReturnStage.SHIPPED
            || now.shipments().stream().anyMatch(s -> !s.trackingNumber().isEmpty());
    boolean back = now.received() || state.units().stream().anyMatch(Unit::received);
    if (!COUNTRIES.contains(country) || !(sent || back)) {
      return Optional.empty();
    }
    return Stream.concat(
            state.timeline().stream()
                .filter(
                    e -> e.event().equals("return-shipped") || e.event().equals("return-received"))
                .map(ReturnState.TimelineEntry::at),
            Stream.of(now.updatedAt()))
        .min(Instant::compareTo);
  }

  /**
   * When the last of them is over; empty where they do not run, and when nothing is owed any more.
   *
   * @param country of the store
   */
  public static Optional<Instant> dueAt(ReturnState state, String country) {
    return since(state, country).filter(since -> isUnpaid(state)).map(since -> since.plus(TIME));
  }

  /** Without units, as long as its order is not known, any refund may have been for all. */
  private static boolean isUnpaid(ReturnState state) {
    return state.units().isEmpty()
        ? state.snapshot().stage() != ReturnStage.CANCELLED
            && state.snapshot().refunds().stream().noneMatch(r -> r.status().wasPaid())
        : isOwed(state);
  }

  /** Whether something is to be refunded still. */
  public static boolean isOwed(ReturnState state) {
    MeantUnits meant = new MeantUnits(state);
    return state.snapshot().stage() != ReturnStage.CANCELLED
        && state.units().stream()
            .filter(u -> !u.released() && !u.neverCame())
            .filter(u -> !isRejected(state, u) && !meant.exchanged(u.itemId()).contains(u))
            .anyMatch(u -> meant.paymentState(u).isEmpty());
  }

  private static boolean isRejected(ReturnState state, Unit unit) {
    return state.snapshot().stage() == ReturnStage.REJECTED
        || state.item(unit.itemId()).filter(i -> i.status() == ItemStatus.REJECTED).isPresent();
  }
}
