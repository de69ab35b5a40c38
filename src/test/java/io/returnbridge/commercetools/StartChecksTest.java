package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartChecksTest {

  private static StartChecks checks(Shop shop) {
    return new StartChecks(new ProjectAccessCheck(shop.client), shop.setup, shop.catalogue);
  }

  @Test
  void a_project_that_is_set_up_has_no_problem_and_costs_the_first_return_nothing() {
    try (Shop shop = Shop.ready()) {
      assertThat(checks(shop).problems(Shop.WANTED)).isEmpty();
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

      assertThat(checks(shop).problems(more))
          .hasSize(2)
          .allSatisfy(p -> assertThat(p).contains("late").contains("setup --apply"));
    }
    try (Shop empty = Shop.empty()) {
      assertThat(checks(empty).problems(Shop.WANTED))
          .hasSize(7)
          .anyMatch(p -> p.contains("selling channel web-es, and there is no such channel"));
    }
  }

  @Test
  void a_missing_scope_of_serving_stops_the_start_by_its_name() {
    try (Shop shop = Shop.ready()) {
      Set<String> fewer = new HashSet<>(SandboxOptions.ALL_SCOPES);
      fewer.removeAll(Set.of("manage_payments", "view_payments"));
      shop.sandbox.grant(fewer);
      shop.sandbox.expireTokens();
      StartChecks checks = checks(shop.again());

      assertThat(checks.problems(Shop.WANTED))
          .singleElement()
          .satisfies(p -> assertThat(p).contains("lacks the scope manage_payments"));
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

      assertThat(checks(shop).problems(Shop.WANTED)).isEmpty();
    }
  }

  @Test
  void a_client_that_is_refused_stops_the_start() {
    try (Shop shop = Shop.ready()) {
      shop.sandbox.revokeClient(true);

      assertThat(checks(shop).problems(Shop.WANTED))
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem).contains("CTP_CLIENT_ID or CTP_CLIENT_SECRET is wrong"));
    }
  }

  @Test
  void commercetools_away_is_not_a_problem_of_the_set_up() {
    try (Shop shop = Shop.ready()) {
      shop.sandbox.faults(call -> Fault.refuse(503));

      assertThatThrownBy(() -> checks(shop).problems(Shop.WANTED)).isInstanceOf(Unavailable.class);
    }
  }
}
