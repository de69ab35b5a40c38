package io.returnbridge.engine;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.StockEntry;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one run has seen outside: each thing is asked for once, until a write of it is in doubt. An
 * order or an inventory entry is first taken as it was last seen, without a request.
 */
public final class Seen {

  private final Outside outside;
  private final Cause cause;
  private final Map<String, Object> answers = new HashMap<>();
  private final Set<String> doubtful = new HashSet<>();
  private final Map<String, List<Refused>> refusals = new HashMap<>();
  private final Map<String, RuntimeException> failures = new LinkedHashMap<>();
  private int remembered;

  Seen(Outside outside, Cause cause) {
    this.outside = outside;
    this.cause = cause;
  }

  /** The order, good enough as the basis of a versioned write. */
  public Optional<OrderView> order(String number) {
    return order(number, lastSeen -> false);
  }

  /**
   * As {@link #order(String)}.
   *
   * @param hinders whether the order as it was last seen has what a person may have taken away
   *     since: then it is looked at
   */
  public Optional<OrderView> order(String number, Predicate<OrderView> hinders) {
    return ask(
        ofOrder(number),
        () ->
            doubtful.contains(ofOrder(number))
                ? outside.orders().read(number)
                : outside
                    .orders()
                    .lastSeen(number)
                    .filter(o -> o.fields() != OrderView.Fields.CONFLICT && !hinders.test(o))
                    .or(() -> outside.orders().read(number)));
  }

  /** The order as last seen, for what it shows for good. */
  @SuppressWarnings("unchecked")
  public Optional<OrderView> orderLastSeen(String number) {
    Object seen = answers.get(ofOrder(number));
    return seen == null ? outside.orders().lastSeen(number) : (Optional<OrderView>) seen;
  }

  void sawOrder(String number, Optional<OrderView> order) {
    saw(ofOrder(number), order);
  }

  /** The id of the State with that key, for comparing with {@link OrderView#stateId()}. */
  public Optional<String> stateId(String stateKey) {
    return outside.orders().stateId(stateKey);
  }

  /** The order as it is now. */
  public Optional<OrderView> orderNow(String number) {
    return ask("now " + number, () -> outside.orders().read(number));
  }

  /**
   * The return as Reveni has it now.
   *
   * @param known as for {@link io.returnbridge.reveni.ReveniReturns#read(ReturnId, ReturnSnapshot)}
   */
  public ReveniAnswer returnNow(ReturnId id, @Nullable ReturnSnapshot known) {
    return ask("return " + id, () -> outside.returns().read(id, known));
  }

  public Optional<PaymentView> payment(String key) {
    return ask(ofPayment(key), () -> outside.payments().find(key));
  }

  /**
   * The Payment if it was looked at or written in this run, or if a write of it is in doubt, which
   * is cleared up by a look; null where nobody has asked for it yet.
   */
  @SuppressWarnings("NullableOptional")
  public @Nullable Optional<PaymentView> paymentIfSeen(String key) {
    return ifSeen(ofPayment(key), () -> payment(key));
  }

  /** Payments by their ids. */
  public List<PaymentView> payments(Collection<String> ids) {
    return ask("payments " + ids, () -> outside.payments().read(ids));
  }

  /** Natural key: the Payment's. One that is there already is looked at. */
  public Write create(NewPayment payment) {
    return new Write(
        ofPayment(payment.key()),
        ofPayment(payment.key()),
        () -> {
          try {
            saw(ofPayment(payment.key()), Optional.of(outside.payments().create(payment, cause)));
          } catch (Refused refused) {
            if (refused.isDuplicate("key") || refused.isDuplicate("interfaceId")) {
              throw new Conflict("Payment " + payment.key() + " is there already");
            }
            throw refused;
          }
        },
        false,
        true);
  }

  public Write add(String key, PaymentView basis, Transaction transaction) {
    return new Write(
        ofPayment(key),
        ofPayment(key),
        () ->
            saw(
                ofPayment(key),
                Optional.of(outside.payments().addTransaction(basis, transaction, cause))),
        false,
        true);
  }

  public Optional<ExchangeOrder> exchangeOrder(String number) {
    return ask(ofExchange(number), () -> outside.exchangeOrders().find(number));
  }

  /** As {@link #paymentIfSeen}. */
  @SuppressWarnings("NullableOptional")
  public @Nullable Optional<ExchangeOrder> exchangeOrderIfSeen(String number) {
    return ifSeen(ofExchange(number), () -> exchangeOrder(number));
  }

  /** Natural key: the number of the plan. An order that is there already is looked at. */
  public Write create(ReturnId id, String original, ExchangePlan plan) {
    String about = ofExchange(plan.orderNumber());
    return new Write(
        about,
        about,
        () -> {
          try {
            saw(about, Optional.of(outside.exchangeOrders().create(id, original, plan, cause)));
          } catch (Refused refused) {
            if (refused.isDuplicate("orderNumber")) {
              throw new Conflict("Order " + plan.orderNumber() + " is there already");
            }
            throw refused;
          }
        },
        false,
        true);
  }

  /** All changes in one versioned update. */
  public Write update(OrderView order, List<OrderChange> changes) {
    String about = ofOrder(order.orderNumber());
    return new Write(
        about,
        about,
        () -> saw(about, Optional.of(outside.orders().update(order, changes, cause))),
        true,
        true);
  }

  /**
   * As {@link #update}, with what the step misses there for others. When it is refused nobody knows
   * for whose sake, and {@link #isRefusedTogether}: then it says nothing of any of them.
   */
  public Write updateTogether(
      OrderView order, List<OrderChange> changes, Map<WakeUp, List<OrderChange>> others) {
    String about = ofOrder(order.orderNumber());
    Map<Cause, List<OrderChange>> all = new LinkedHashMap<>();
    all.put(cause, changes);
    others.forEach((w, lacks) -> all.put(new Cause(w.step(), w.subject(), w.trigger()), lacks));
    return new Write(
        together(order.orderNumber()),
        about,
        () -> {
          try {
            saw(about, Optional.of(outside.orders().updateTogether(order, all)));
          } catch (Refused | NeedsDecision | Rejected notAll) {
            note(together(order.orderNumber()));
          }
        },
        false,
        true);
  }

  public boolean isRefusedTogether(String number) {
    return isNoted(together(number));
  }

  private static String together(String number) {
    return ofOrder(number) + " for others as well";
  }

  public SeenEntry entry(StockEntry entry) {
    return new SeenEntry(entry, this, outside.inventory(), cause);
  }

  /** The items of a return at Reveni. */
  public SeenItems items(ReturnId id) {
    return new SeenItems(id, this, outside.inspections());
  }

  /** Why commercetools did not take the Payment, or a change of it, in this run. */
  public Optional<Refused> refusalOfPayment(String key) {
    return refusals(ofPayment(key)).stream().reduce((first, last) -> last);
  }

  /** Why commercetools did not take changes of the order in this run, the first first. */
  public List<Refused> refusalsOfOrder(String number) {
    return refusals(ofOrder(number));
  }

  /**
   * Why there is no such order although it was sent in this run: {@link Refused}, {@link
   * io.returnbridge.failure.NeedsDecision}, or {@link Rejected}, which the runner will say.
   */
  public Optional<RuntimeException> whyNoExchangeOrder(String number) {
    return whyNot(ofExchange(number));
  }

  /** As {@link #whyNoExchangeOrder}, of changes of the order. */
  public Optional<RuntimeException> whyNotUpdated(String number) {
    return whyNot(ofOrder(number));
  }

  private Optional<RuntimeException> whyNot(String name) {
    return refusals(name).stream()
        .map(RuntimeException.class::cast)
        .findFirst()
        .or(() -> Optional.ofNullable(failures.get(name)));
  }

  private List<Refused> refusals(String name) {
    return refusals.getOrDefault(name, List.of());
  }

  private static String ofOrder(String number) {
    return "order " + number;
  }

  private static String ofPayment(String key) {
    return "payment " + key;
  }

  private static String ofExchange(String number) {
    return "exchange order " + number;
  }

  /** How often the run has recorded something before its end. */
  public int remembered() {
    return remembered;
  }

  void hasRemembered() {
    remembered++;
  }

  /** To be called in the transaction that records it: the run does so once. */
  public void note(String what) {
    saw("noted " + what, true);
  }

  public boolean isNoted(String what) {
    return answers.containsKey("noted " + what);
  }

  void forgetNote(String what) {
    answers.remove("noted " + what);
  }

  void refused(Write write, Refused why) {
    refusals.computeIfAbsent(write.name(), name -> new ArrayList<>()).add(why);
  }

  /** It is not sent again in this run; its siblings go on. */
  void failed(Write write, RuntimeException why) {
    failures.put(write.name(), why);
  }

  Optional<RuntimeException> failure(Write write) {
    return Optional.ofNullable(failures.get(write.name()));
  }

  /** The first write that failed by a defect. */
  Optional<RuntimeException> defect() {
    return failures.values().stream().filter(Rejected.class::isInstance).findFirst();
  }

  /** What was known of it may not be so. */
  void doubt(Write write) {
    answers.remove(write.about());
    doubtful.add(write.about());
  }

  boolean isInDoubt(String what) {
    return doubtful.contains(what);
  }

  void saw(String what, Object answer) {
    answers.put(what, answer);
  }

  boolean isSeen(String what) {
    return answers.containsKey(what);
  }

  @SuppressWarnings("unchecked")
  private <T> @Nullable T ifSeen(String what, Supplier<T> look) {
    return doubtful.contains(what) ? look.get() : (T) answers.get(what);
  }

  /** Looks once in a run. */
  @SuppressWarnings("unchecked")
  public <T> T ask(String what, Supplier<T> look) {
    Object known = answers.get(what);
    if (known == null) {
      known = Objects.requireNonNull(look.get());
      answers.put(what, known);
    }
    return (T) known;
  }
}
