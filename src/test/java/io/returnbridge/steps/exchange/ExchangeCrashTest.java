package io.returnbridge.steps.exchange;

import static io.returnbridge.model.Returns.exchanged;
import static io.returnbridge.model.Returns.item;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commercetools.Misfortune;
import io.returnbridge.commercetools.Shop;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.steps.inspect.Storage;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An exchange of two items, one of which is withdrawn later. The process dies before and after
 * every statement, commit and request; a wake-up comes again until it has ended, and never after
 * that.
 */
class ExchangeCrashTest extends RealExchange {

  private static final int SEEDS = 8;

  private Random random;
  private Misfortune misfortune;

  /**
   * Each seed has every eighth moment for its first crash; what else happens, and when, is chance.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, SEEDS})
  void one_order_an_exchange_each_finding_a_case_and_nothing_is_told_too_early(int seed) {
    random = new Random(seed);
    try (Storage.Process process = Storage.onTestDatabase();
        Storage.Process second = Storage.onTestDatabase()) {
      boolean died = true;
      for (int moment = seed; died; moment += SEEDS) {
        assertThat(moment).as("moments").isLessThan(2000);
        Deal deal = new Deal("s" + moment, process, moment);
        misfortune = new Misfortune(shop, random, process, () -> deal.intrude(second));
        died = deal.live();
      }
    }
  }

  /** One return, and the model of what is to come of it. */
  private final class Deal {
    private final ReturnId id;
    private final String number;
    private final String newA;
    private final String newC;
    private final Storage.Process process;
    private final int moment;
    private final Set<String> told = new TreeSet<>();
    private boolean died;

    Deal(String name, Storage.Process process, int moment) {
      this.id = new ReturnId("es", name);
      this.number = "O-" + name;
      this.newA = "NEW-A-" + name;
      this.newC = "NEW-C-" + name;
      this.process = process;
      this.moment = moment;
    }

    boolean live() {
      String first = "EX-RMA-" + id.id();
      Item a = exchanged("i", "A", newA);
      boolean noAddress = random.nextBoolean();
      boolean foreign = random.nextInt(4) == 0;
      boolean inStock = random.nextBoolean();
      quietly(
          () -> {
            ObjectNode draft = draft(number);
            if (noAddress) {
              draft.remove("shippingAddress");
            }
            shop.sandbox.seeds().importOrder(draft);
            shop.sandbox.seeds().stock(newA, "wh-es", 10);
            shop.sandbox.seeds().stock(newC, "wh-es", inStock ? 10 : 0);
            if (foreign) {
              var unused = shop.order(first, Shop.line("HAT", 1));
            }
          });

      say(a, exchanged("j", "C", newC));
      run("event:1");
      if (noAddress) {
        check(foreign, Set.of("EXCHANGE_ADDRESS_MISSING " + first + " cx"));
        quietly(this::addAddress);
        run("order-awaited");
      }
      if (foreign) {
        check(true, Set.of("KEY_CONFLICT " + first + " integration"));
        return died;
      }
      if (!inStock) {
        check(false, Set.of("EXCHANGE_OUT_OF_STOCK " + first + " cx"));
        quietly(this::addStock);
        run("case:1");
      }
      String both = first + " Open [1 " + newA + ", 1 " + newC + "]";
      check(false, Set.of(), both);

      say(a, item("j", "C", 1, "too_small"));
      run("event:2");
      check(false, Set.of("EXCHANGE_TO_CANCEL " + first + " cx"), both);

      quietly(() -> cancel(first));
      run("case:1");
      check(false, Set.of(), both.replace("Open", "Cancelled"), first + "-2 Open [1 " + newA + "]");
      assertThat(states.find(id).orElseThrow().exchanges())
          .extracting(ExchangePlan::status)
          .containsExactly(ExchangePlan.CANCELLED, ExchangePlan.CREATED);
      assertThat(reserved(newA)).isEqualTo(2);
      assertThat(reserved(newC)).isEqualTo(1);
      return died;
    }

    private void say(Item... items) {
      quietly(() -> says(id, number, "in_progress", items));
    }

    private void addAddress() {
      shop.sandbox.update(
          "orders",
          shop.sandbox.order(number).orElseThrow().path("id").asText(),
          "[{\"action\":\"setShippingAddress\",\"address\":{\"country\":\"ES\",\"city\":\"Madrid\"}}]");
    }

    private void addStock() {
      shop.sandbox.update(
          "inventory",
          entry(newC).path("id").asText(),
          "[{\"action\":\"addQuantity\",\"quantity\":10}]");
    }

    private void cancel(String orderNumber) {
      shop.sandbox.update(
          "orders",
          shop.sandbox.order(orderNumber).orElseThrow().path("id").asText(),
          "[{\"action\":\"changeOrderState\",\"orderState\":\"Cancelled\"}]");
    }

    private JsonNode entry(String sku) {
      return shop.sandbox.inventoryEntry(sku, "wh-es").orElseThrow();
    }

    private long reserved(String sku) {
      return entry(sku).path("quantityOnStock").asLong()
          - entry(sku).path("availableQuantity").asLong();
    }

    /** What others do is no part of the test. */
    private void quietly(Runnable others) {
      shop.sandbox.faults(FaultPlan.none());
      others.run();
      if (misfortune != null) {
        misfortune.go();
      }
    }

    private WakeUp wake(String trigger) {
      return new WakeUp(CreateExchangeOrder.NAME, id.subject(), trigger);
    }

    private StepRunner creator(Database own) {
      return ExchangeCrashTest.this.creator(
          own, misfortune.around(ExchangeOrders.class, shop.exchangeOrders));
    }

    private void run(String trigger) {
      database.update("delete from work");
      boolean ended = false;
      for (int runs = 0; !ended; runs++) {
        assertThat(runs).as("runs").isLessThan(1000);
        if (runs == 0) {
          process.dieAfter(moment);
        } else if (random.nextDouble() < 0.4) {
          process.dieAfter(1 + random.nextInt(60));
        }
        Database own = new Database(process.source());
        try {
          for (OutboxRecord record : creator(own).run(Claim.none(wake(trigger)))) {
            tell(record);
            new Outbox(own).published(List.of(record));
          }
          ended =
              own.query(
                      "select 1 from work where step = ? and due_at <= now()",
                      r -> true,
                      CreateExchangeOrder.NAME)
                  .isEmpty();
          own.update("delete from work where step = ?", CreateExchangeOrder.NAME);
        } catch (Storage.Died again) {
          died |= runs == 0;
        } catch (Unavailable | Conflict again) {
          // It is delivered again.
        }
        process.live();
      }
    }

    /** A second worker comes in when the claim has ended. */
    private void intrude(Storage.Process other) {
      Database own = new Database(other.source());
      try {
        assertThat(creator(own).run(Claim.none(wake("event:1")))).isNotNull();
      } catch (Unavailable | Conflict again) {
        // Its own next attempt would look.
      }
    }

    /** Kafka takes it: by now it has to be true. */
    private void tell(OutboxRecord record) {
      JsonNode json = Json.read(record.payload(), JsonNode.class);
      String created = json.path("exchangeOrderNumber").asText();
      assertThat(shop.sandbox.order(created).orElseThrow().path("id").asText())
          .isEqualTo(json.path("exchangeOrderId").asText());
      assertThat(
              database.query(
                  "select 1 from work where step = 'mirror-status' and subject = ?",
                  r -> true,
                  id.subject()))
          .as("the order fields follow")
          .isNotEmpty();
      told.add(created);
    }

    private void check(boolean foreign, Set<String> findings, String... wanted) {
      Set<String> all = new TreeSet<>(List.of(wanted));
      Set<String> numbers = new TreeSet<>();
      all.forEach(o -> numbers.add(o.substring(0, o.indexOf(' '))));
      if (foreign) {
        all.add("EX-RMA-" + id.id() + " Open [1 HAT]");
      }
      assertThat(orders(id)).isEqualTo(all);
      assertThat(told).isEqualTo(numbers);
      assertThat(cases(id)).isEqualTo(findings);
    }
  }
}
