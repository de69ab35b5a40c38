package io.returnbridge.console;

import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a case is about, as its return says it: the goods, what is wanted for them, and the money.
 */
@ApplicationScoped
class CaseGoods {

  /** More stand on the page of the return. */
  private static final int MOST = 8;

  private final ReturnStates states;
  private final Mappings mappings;

  CaseGoods(ReturnStates states, Mappings mappings) {
    this.states = states;
    this.mappings = mappings;
  }

  /**
   * Nothing for a case without a return, or of one that is not known yet.
   *
   * @param withMoney whether the case names no amount itself
   */
  List<CaseTexts.Fact> of(ExceptionCase one, Locale locale, boolean withMoney) {
    String store = one.store();
    String id = one.returnId();
    return store == null || id == null
        ? List.of()
        : states
            .find(new ReturnId(store, id))
            .map(state -> of(state, one.itemId(), locale, withMoney))
            .orElse(List.of());
  }

  private List<CaseTexts.Fact> of(
      ReturnState state, @Nullable String itemId, Locale locale, boolean withMoney) {
    List<Item> items =
        state.snapshot().items().stream()
            .filter(i -> itemId == null || i.itemId().equals(itemId))
            .toList();
    List<CaseTexts.Fact> facts = new ArrayList<>();
    add(
        facts,
        locale,
        "goods",
        items.stream().map(i -> goods(state, i, locale, withMoney)).toList());
    add(facts, locale, "wanted", items.stream().flatMap(i -> wanted(i).stream()).toList());
    if (withMoney) {
      List<String> refunds =
          state.snapshot().refunds().stream().map(r -> refund(r, locale)).toList();
      add(
          facts,
          locale,
          "refunds",
          refunds.isEmpty() ? List.of(Words.say(locale, "noRefunds")) : refunds);
    }
    return facts;
  }

  private static void add(
      List<CaseTexts.Fact> facts, Locale locale, String name, List<String> all) {
    if (!all.isEmpty()) {
      List<String> lines = new ArrayList<>(all.subList(0, Math.min(MOST, all.size())));
      if (all.size() > MOST) {
        lines.add(Words.say(locale, "andMore", all.size() - MOST));
      }
      facts.add(new CaseTexts.Fact(Words.name(locale, "fact", name), lines));
    }
  }

  private String goods(ReturnState state, Item item, Locale locale, boolean withMoney) {
    List<Unit> units =
        state.units().stream().filter(u -> u.itemId().equals(item.itemId())).toList();
    String sku =
        Stream.concat(Stream.of(item.sku()), units.stream().map(Unit::sku))
            .filter(s -> !s.isEmpty())
            .findFirst()
            .orElse(item.itemId());
    Optional<String> code =
        units.stream().map(Unit::reasonCode).filter(Objects::nonNull).findFirst();
    BigDecimal amount = withMoney ? item.amount() : null;
    return Stream.of(
            Optional.of(item.quantity() + " × " + sku),
            code.map(c -> label(c, locale)),
            Optional.ofNullable(amount)
                .map(a -> Shown.money(a, state.snapshot().currency(), locale)))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" · "));
  }

  private String label(String code, Locale locale) {
    return mappings
        .reasons()
        .byCode(code)
        .map((ReasonRow row) -> locale.getLanguage().equals("es") ? row.labelEs() : row.labelEn())
        .orElse(code);
  }

  private static Optional<String> wanted(Item item) {
    Exchange exchange = item.exchange();
    return exchange == null
        ? Optional.empty()
        : Optional.of(exchange.quantity() + " × " + exchange.sku());
  }

  private static String refund(Refund refund, Locale locale) {
    return String.join(
        " · ",
        Shown.money(refund.amount(), refund.currency(), locale),
        Words.name(locale, "refund", refund.status().name().toLowerCase(Locale.ROOT)),
        refund.refundId());
  }
}
