package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaseGoodsTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final Locale ES = Locale.forLanguageTag("es");

  private final Database database = TestDatabase.clean();
  private final CaseBook book = new CaseBook(database);
  private final CaseTexts texts =
      new CaseTexts(book, MAPPINGS, new CaseGoods(new ReturnStates(database), MAPPINGS));

  /** A shirt of 10.00 that came back as too small, another that is to be an M, and two refunds. */
  private ReturnState known() {
    return new ReturnStates(database)
        .save(
            Returns.state(
                Returns.snapshot(
                    "received",
                    1,
                    List.of(
                        Returns.item("i1", "SHIRT-S", 1, "too_small"),
                        Returns.exchanged("i2", "SHIRT-L", "SHIRT-M")),
                    List.of(
                        Returns.refund("rf-1", "10.00", RefundStatus.COMPLETED),
                        Returns.refund("rf-2", "4.50", RefundStatus.PENDING))),
                Returns.unit("i1", 1, "SHIRT-S", "l1").withReasonCode("too-small"),
                Returns.unit("i2", 1, "SHIRT-L", "l2")));
  }

  private ExceptionCase opened(ReturnState state, Trouble trouble) {
    new Cases(database, MAPPINGS).open(Origin.of("accept-return", state), trouble);
    return book.list(CaseBook.Filter.NONE, null, 1).get(0);
  }

  private Map<String, List<String>> facts(ExceptionCase of, Locale locale) {
    Map<String, List<String>> facts = new LinkedHashMap<>();
    texts.facts(locale, of).forEach(f -> facts.put(f.name(), f.lines()));
    return facts;
  }

  @Test
  void a_case_of_a_return_says_its_goods_what_is_wanted_and_its_money() {
    ExceptionCase of = opened(known(), Trouble.of("ORDER_NOT_FOUND", Map.of("detail", "x")));

    assertThat(facts(of, Locale.ENGLISH))
        .containsEntry(
            "Goods",
            List.of("1 × SHIRT-S · Too small · €10.00", "1 × SHIRT-L · Too small · €10.00"))
        .containsEntry("Wanted instead", List.of("1 × SHIRT-M"))
        .containsEntry("Refunds", List.of("€10.00 · paid · rf-1", "€4.50 · pending · rf-2"));
    assertThat(facts(of, ES).get("Artículos").get(0)).contains("Demasiado pequeño", "10,00");
    assertThat(facts(of, ES)).containsEntry("A cambio quiere", List.of("1 × SHIRT-M"));
  }

  @Test
  void a_case_that_names_its_amount_tells_no_other_money() {
    ExceptionCase of =
        opened(
            known(),
            Trouble.of("CREDIT_MISSING", Map.of("refundId", "rf-1", "amount", "10.00 EUR")));

    assertThat(facts(of, Locale.ENGLISH))
        .containsEntry("Amount", List.of("€10.00"))
        .containsEntry("Goods", List.of("1 × SHIRT-S · Too small", "1 × SHIRT-L · Too small"))
        .doesNotContainKey("Refunds");
  }

  @Test
  void a_case_of_an_item_says_that_item_only() {
    ExceptionCase of =
        opened(known(), Trouble.ofItem("REASON_MISSING", "i1", Map.of("sku", "SHIRT-S")));

    assertThat(facts(of, Locale.ENGLISH))
        .containsEntry("Goods", List.of("1 × SHIRT-S · Too small · €10.00"))
        .doesNotContainKey("Wanted instead");
  }

  @Test
  void the_money_of_an_order_that_is_not_found_is_what_was_paid_of_its_return() {
    ExceptionCase of = opened(known(), Trouble.of("ORDER_NOT_FOUND", Map.of("detail", "x")));
    CaseInbox inbox = new CaseInbox(database, book);

    assertThat(book.money(List.of(of.id())).get(of.id()))
        .containsExactly(Map.entry("EUR", new BigDecimal("10.00")));
    assertThat(inbox.money(List.of(of), Locale.ENGLISH)).containsEntry(of.id(), "€10.00");
    assertThat(inbox.causes(new CaseBook.Filter("open", null, null, null), Locale.ENGLISH).get(0))
        .extracting(CaseInbox.Cause::money)
        .isEqualTo(List.of("€10.00"));
  }

  @Test
  void a_case_that_is_not_about_its_returns_money_sums_none() {
    ExceptionCase of =
        opened(known(), Trouble.ofItem("REASON_MISSING", "i1", Map.of("sku", "SHIRT-S")));

    assertThat(book.money(List.of(of.id()))).isEmpty();
  }
}
