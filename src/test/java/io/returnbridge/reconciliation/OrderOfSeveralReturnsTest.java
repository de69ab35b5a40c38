package io.returnbridge.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.commercetools.InProcess.Returned;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one run of mirror-status writes on an order for its other returns, and what it does not. */
class OrderOfSeveralReturnsTest {

  private static final String ORDER = "ORD-o00000";
  private static final String FIRST = "r00000";
  private static final String SECOND = "r00005";
  private static final String THIRD = "r00010";
  private static final List<String> ALL = List.of(FIRST, SECOND, THIRD);

  private ReconciledShop shop;

  @BeforeEach
  void start() {
    shop = new ReconciledShop();
    shop.order("o00000", ALL.size());
    for (String id : ALL) {
      shop.opened(id, ORDER, false);
      shop.shipped(id);
    }
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void what_is_due_together_is_one_update_and_an_effect_of_each_return() {
    // Given
    ALL.forEach(id -> shop.losing(WakeUp.MIRROR_STATUS, id));

    // When
    ALL.forEach(this::wake);
    shop.work();

    // Then
    assertThat(items()).containsExactly(FIRST, SECOND, THIRD);
    List<String> effects = effects("subject || ' ' || what");
    assertThat(effects).hasSize(3);
    for (String id : ALL) {
      assertThat(effects)
          .anyMatch(
              e -> e.matches("es/%1$s .*return info RMA-%1$s with .%1$s_item-1_1]".formatted(id)));
    }
    assertThat(effects("trigger"))
        .containsExactlyInAnyOrderElementsOf(
            ALL.stream().map(id -> "event:return-received:" + id).toList());
    assertThat(effects("distinct version_before || '-' || version_after")).hasSize(1);
    assertThat(shop.openCases()).isEmpty();
    assertThat(shop.database.query("select 1 from work", r -> 1)).isEmpty();
  }

  @Test
  void what_commercetools_refuses_of_one_return_is_its_own_case_and_keeps_no_other_off() {
    for (String refused : ALL) {
      // Given
      stop();
      start();
      ALL.forEach(id -> shop.losing(WakeUp.MIRROR_STATUS, id));
      shop.way =
          (method, uri, body, send) ->
              body.contains("\"" + refused + "_item-1_1\"") && body.contains("addReturnInfo")
                  ? new Returned(400, REFUSED, null)
                  : send.now();

      // When
      ALL.forEach(this::wake);
      shop.work();

      // Then
      assertThat(items())
          .containsExactlyElementsOf(ALL.stream().filter(id -> !id.equals(refused)).toList());
      assertThat(shop.openCases()).containsExactly("OVER_RETURN " + refused);
      assertThat(field("reveniReturnIds")).containsExactlyInAnyOrderElementsOf(ALL);
    }
  }

  private static final String REFUSED =
      """
      {"statusCode":400,"message":"The quantity is too high",
        "errors":[{"code":"InvalidOperation","message":"The quantity is too high"}]}
      """;

  @Test
  void what_waits_for_its_batch_or_for_a_person_is_not_written_by_another() {
    // Given
    ALL.forEach(id -> shop.losing(WakeUp.MIRROR_STATUS, id));
    shop.work.wakeAt(
        WakeUp.MIRROR_STATUS,
        "es/" + SECOND,
        "batch:0 0 3 1 1 ?",
        Instant.now().plus(Duration.ofHours(1)));
    wake(THIRD);
    shop.database.update(
        "update work set due_at = 'infinity', waiting = true where waiting = false");

    // When
    wake(FIRST);
    shop.work();

    // Then
    assertThat(items()).containsExactly(FIRST);

    // When
    shop.database.update("update work set due_at = now(), waiting = false");
    shop.work();

    // Then
    assertThat(items()).containsExactly(FIRST, SECOND, THIRD);
    assertThat(effects("distinct version_after::text")).hasSize(2);
  }

  @Test
  void a_process_that_dies_after_the_update_leaves_nothing_to_write() {
    // Given
    ALL.forEach(id -> shop.losing(WakeUp.MIRROR_STATUS, id));
    ALL.forEach(this::wake);
    shop.way =
        (method, uri, body, send) -> {
          Returned answer = send.now();
          if (body.contains("addReturnInfo")) {
            throw new ReconciledShop.Died();
          }
          return answer;
        };
    assertThatThrownBy(shop::work).isInstanceOf(ReconciledShop.Died.class);
    long version = order().path("version").asLong();

    // When
    shop.way = (method, uri, body, send) -> send.now();
    shop.restart();
    shop.work();

    // Then
    assertThat(items()).containsExactly(FIRST, SECOND, THIRD);
    assertThat(order().path("version").asLong()).isEqualTo(version);
    assertThat(shop.openCases()).isEmpty();
    assertThat(shop.database.query("select 1 from work", r -> 1)).isEmpty();
  }

  private void wake(String id) {
    shop.work.wake(WakeUp.MIRROR_STATUS, "es/" + id, "event:return-received:" + id);
  }

  private JsonNode order() {
    return shop.commercetools.order(ORDER).orElseThrow();
  }

  private List<String> field(String name) {
    List<String> values = new ArrayList<>();
    order().at("/custom/fields/" + name).forEach(value -> values.add(value.asText()));
    return values;
  }

  /** The returns that have their return item, in the order of their ids. */
  private List<String> items() {
    List<String> items = new ArrayList<>();
    order()
        .path("returnInfo")
        .forEach(
            info ->
                info.path("items")
                    .forEach(item -> items.add(item.path("key").asText().substring(0, 6))));
    return items.stream().sorted().toList();
  }

  private List<String> effects(String what) {
    return shop.database.query(
        "select " + what + " from effect where step = 'mirror-status'", r -> r.text(1));
  }
}
