package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.sandbox.commercetools.Fault;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartChecksTest {

  @Test
  void a_project_that_is_set_up_has_no_problem_and_costs_the_first_return_nothing() {
    try (Shop shop = Shop.ready()) {
      assertThat(new StartChecks(shop.setup, shop.catalogue).problems(Shop.WANTED)).isEmpty();
      shop.sandbox.resetCalls();
      shop.inventory.read("TSHIRT", "wh-es");
      assertThat(shop.sandbox.calls()).hasSize(1);
    }
  }

  @Test
  void a_missing_Type_channel_or_reason_code_stops_the_start() {
    try (Shop shop = Shop.ready()) {
      Map<String, String> reasons = new HashMap<>(Shop.WANTED.reasons());
      reasons.put("late", "Too late");
      Wanted more =
          new Wanted(
              reasons,
              Shop.WANTED.stockChannels(),
              Shop.WANTED.notSaleable(),
              Shop.WANTED.sellingChannels(),
              Shop.WANTED.states(),
              Shop.WANTED.stores());

      assertThat(new StartChecks(shop.setup, shop.catalogue).problems(more))
          .hasSize(2)
          .allSatisfy(p -> assertThat(p).contains("late").contains("setup --apply"));
    }
    try (Shop empty = Shop.empty()) {
      assertThat(new StartChecks(empty.setup, empty.catalogue).problems(Shop.WANTED)).hasSize(6);
    }
  }

  @Test
  void a_merchants_own_Type_without_our_fields_does_not() {
    try (Shop shop = Shop.ready()) {
      shop.sandbox.create(
          "types",
          """
          {"key":"late","name":{"en":"Late"},"resourceTypeIds":["order"],"fieldDefinitions":[]}
          """);

      assertThat(new StartChecks(shop.setup, shop.catalogue).problems(Shop.WANTED)).isEmpty();
    }
  }

  @Test
  void a_client_that_is_refused_stops_the_start() {
    try (Shop shop = Shop.ready()) {
      shop.sandbox.revokeClient(true);

      assertThat(new StartChecks(shop.setup, shop.catalogue).problems(Shop.WANTED))
          .singleElement()
          .satisfies(problem -> assertThat(problem).contains("check CTP_CLIENT_ID"));
    }
  }

  @Test
  void commercetools_away_is_not_a_problem_of_the_set_up() {
    try (Shop shop = Shop.ready()) {
      shop.sandbox.faults(call -> Fault.refuse(503));

      assertThatThrownBy(() -> new StartChecks(shop.setup, shop.catalogue).problems(Shop.WANTED))
          .isInstanceOf(Unavailable.class);
    }
  }
}
