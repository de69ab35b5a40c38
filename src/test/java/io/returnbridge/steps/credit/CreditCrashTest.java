package io.returnbridge.steps.credit;

import static io.returnbridge.commercetools.Shop.line;
import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.commercetools.Misfortune;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.steps.inspect.Storage;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two returns of one order. The process dies before and after every statement, commit and request;
 * a wake-up comes again until it has ended, and never after that.
 */
class CreditCrashTest extends CreditedReturn {

  private static final int SEEDS = 8;
  private static final long TOTAL = 7485;

  private final Set<String> told = new TreeSet<>();
  private Random random;
  private Misfortune misfortune;

  /**
   * Each seed has every eighth moment for its first crash; what else happens, and when, is chance.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, SEEDS})
  void one_credit_a_refund_each_finding_a_case_and_nothing_is_told_too_early(int seed) {
    random = new Random(seed);
    try (Storage.Process process = Storage.onTestDatabase();
        Storage.Process second = Storage.onTestDatabase()) {
      boolean died = true;
      for (int moment = seed; died; moment += SEEDS) {
        assertThat(moment).as("moments").isLessThan(2000);
        shop.sandbox.faults(FaultPlan.none());
        Sale sale = new Sale("S-" + moment);
        misfortune = new Misfortune(shop, random, process, () -> sale.intrude(second));
        died = sale.live(process, moment);
      }
    } finally {
      shop.sandbox.faults(FaultPlan.none());
    }
  }

  private static BigDecimal cents(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  /** Whoever had the order before has it no more. */
  private Claim claim(ReturnId id) {
    WakeUp wakeUp = new WakeUp(LinkCredit.NAME, id.subject(), "event:1");
    database.update("update work set token = null where token is not null");
    return database
        .find(
            """
            insert into work (step, subject, trigger, due_at, token)
            values (?, ?, ?, 'infinity', gen_random_uuid())
            on conflict (step, subject) do update
              set token = excluded.token, due_at = excluded.due_at, generation = work.generation + 1
            returning generation, key, token
            """,
            r -> new Claim(wakeUp, 0, r.number(1), r.text(2), UUID.fromString(r.text(3))),
            wakeUp.step(),
            wakeUp.subject(),
            wakeUp.trigger())
        .orElseThrow();
  }

  private StepRunner linker(Database own) {
    Payments payments = misfortune.around(Payments.class, shop.payments);
    Orders orders = misfortune.around(Orders.class, shop.orders);
    ReturnStates returns = new ReturnStates(own);
    return TestCredits.linker(
        payments,
        orders,
        MAPPINGS,
        own,
        TestDatabase.claims(own),
        returns,
        TestDatabase.work(own),
        new Cases(own, MAPPINGS));
  }

  private static long sum(JsonNode payment, String type) {
    return StreamSupport.stream(payment.path("transactions").spliterator(), false)
        .filter(t -> t.path("type").asText().equals(type))
        .mapToLong(t -> t.at("/amount/centAmount").asLong())
        .sum();
  }

  /** An order of 74.85 EUR with two returns, and the model of what is to come of them. */
  private final class Sale {
    private final String number;
    private final ReturnId first;
    private final ReturnId second;
    private final long elsewhere;

    /** Refunds by the key of their credit. */
    private final Map<String, Refund> exact = new TreeMap<>();

    private final Set<String> records = new TreeSet<>();
    private boolean died;

    Sale(String number) {
      this.number = number;
      this.first = new ReturnId("es", number + "-r1");
      this.second = new ReturnId("es", number + "-r2");
      shop.order(number, line("A", 3));
      elsewhere = random.nextBoolean() ? 3000 : 0;
      if (elsewhere > 0) {
        providerRefunded(number, elsewhere);
      }
    }

    boolean live(Storage.Process process, int moment) {
      Refund a = euros("a");
      Refund b = odd("b");
      Refund c = euros("c");
      say(first, a, b);
      say(second, c);
      run(process, moment);
      check(b);

      say(first, takenBack(a), b, euros("d"));
      say(second, c, euros("e"));
      run(process, moment);
      check(b);
      return died;
    }

    private Refund euros(String id) {
      return refund(id, cents(500 + random.nextInt(3500)).toString(), RefundStatus.COMPLETED);
    }

    /** In another currency, or an amount that the currency cannot hold. */
    private Refund odd(String id) {
      Refund r = refund(id, random.nextBoolean() ? "3.005" : "3.00", RefundStatus.COMPLETED);
      return new Refund(
          id,
          r.status(),
          r.method(),
          r.paidBy(),
          r.amount(),
          "USD",
          r.fees(),
          null,
          null,
          null,
          null,
          List.of());
    }

    private Refund takenBack(Refund r) {
      long cents = Credits.amount(r).centAmount();
      return reversed(
          refund(r.refundId(), r.amount().toString(), RefundStatus.REVERSED),
          cents(random.nextBoolean() ? cents : cents / 2).toString());
    }

    private void say(ReturnId id, Refund... refunds) {
      ReturnState known = states.find(id).orElse(null);
      states.save(
          new ReturnState(
              id,
              "RMA-" + id.id(),
              number,
              true,
              snapshot("in_progress", 1, List.of(item("i", "A", 1, "too_small")), List.of(refunds)),
              List.of(unit("i", 1, "A", null)),
              known == null ? List.of() : known.credits(),
              List.of(),
              Map.of(),
              List.of(),
              List.of(),
              known == null ? 0 : known.version()));
      for (Refund r : refunds) {
        if (Credits.isExact(r)) {
          String key = Keys.credit(id.id(), r.refundId());
          exact.put(key, r);
          records.add(
              "credit:es:"
                  + key
                  + Credits.charged(r).map(m -> ":charged:" + m.centAmount()).orElse(""));
          records.add("refund-linked:es:" + key);
        }
      }
    }

    /** Both returns are woken once; what has not ended is delivered again. */
    private void run(Storage.Process process, int moment) {
      List<ReturnId> due = new ArrayList<>(List.of(first, second));
      for (int runs = 0; !due.isEmpty(); runs++) {
        assertThat(runs).as("runs").isLessThan(1000);
        if (runs == 0) {
          process.dieAfter(moment);
        } else if (random.nextDouble() < 0.4) {
          process.dieAfter(1 + random.nextInt(60));
        }
        ReturnId id = due.get(random.nextInt(due.size()));
        Database own = new Database(process.source());
        try {
          for (OutboxRecord record : linker(own).run(claim(id))) {
            tell(record);
            new Outbox(own).published(List.of(record));
          }
          due.remove(id);
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
        assertThat(linker(own).run(claim(random.nextBoolean() ? first : second))).isNotNull();
      } catch (Unavailable | Conflict again) {
        // Its own next attempt would look.
      }
    }

    /** Kafka takes it: by now it has to be true. */
    private void tell(OutboxRecord record) {
      JsonNode json = Json.read(record.payload(), JsonNode.class);
      if (record.topic().equals("finance.credits.v1")) {
        assertThat(onOrder()).as(record.id()).contains(json.path("paymentId").asText());
        JsonNode payment = shop.sandbox.payment(json.path("paymentKey").asText()).orElseThrow();
        assertThat(sum(payment, "Charge"))
            .as(record.id())
            .isGreaterThanOrEqualTo(json.at("/charged/centAmount").asLong());
      }
      told.add(record.id());
    }

    private void check(Refund odd) {
      long net = 0;
      for (JsonNode credit : credits()) {
        Refund r = exact.get(credit.path("key").asText());
        long charged = Credits.charged(r).map(Money::centAmount).orElse(0L);
        assertThat(sum(credit, "Refund")).isEqualTo(Credits.amount(r).centAmount());
        assertThat(sum(credit, "Charge")).as("charged of " + r.refundId()).isEqualTo(charged);
        assertThat(onOrder()).containsOnlyOnce(credit.path("id").asText());
        if (r.currency().equals("EUR")) {
          net += Credits.amount(r).centAmount() - charged;
        }
      }
      assertThat(credits())
          .extracting(p -> p.path("key").asText())
          .containsExactlyInAnyOrderElementsOf(exact.keySet());
      assertThat(order(number).at("/custom/fields/reveniRefundedAmount/centAmount").asLong())
          .isEqualTo(net);
      for (ReturnId id : List.of(first, second)) {
        for (Credit credit : states.find(id).orElseThrow().credits()) {
          assertThat(credit.linkedOrder()).isEqualTo(number);
          assertThat(Credits.agrees(credit, Optional.of(exact.get(credit.paymentKey())))).isTrue();
        }
      }
      assertThat(told.stream().filter(id -> id.contains("-" + number + "-")))
          .containsExactlyInAnyOrderElementsOf(records);
      assertThat(cases()).isEqualTo(findings(odd, net));
    }

    private List<JsonNode> credits() {
      return shop.sandbox.payments().stream()
          .filter(p -> p.path("key").asText().startsWith("reveni-credit-" + number + "-"))
          .map(JsonNode.class::cast)
          .toList();
    }

    private List<String> onOrder() {
      return StreamSupport.stream(order(number).at("/paymentInfo/payments").spliterator(), false)
          .map(p -> p.path("id").asText())
          .toList();
    }

    private Set<String> findings(Refund odd, long net) {
      Set<String> findings = new TreeSet<>();
      findings.add(
          first.id()
              + " b "
              + (Credits.isExact(odd) ? "REFUND_CURRENCY_MISMATCH" : "REFUND_AMOUNT_INEXACT"));
      for (ReturnId id : List.of(first, second)) {
        if (net > TOTAL) {
          findings.add(id.id() + "  OVER_REFUND");
        }
        if (elsewhere > 0 && net + elsewhere > TOTAL) {
          findings.add(id.id() + "  DOUBLE_REFUND");
        }
      }
      return findings;
    }

    private Set<String> cases() {
      return new TreeSet<>(
          database.query(
              """
              select return_id || ' ' || subject || ' ' || code from exception_case
              where status <> 'resolved' and return_id in (?, ?)
              """,
              r -> r.text(1),
              first.id(),
              second.id()));
    }
  }
}
