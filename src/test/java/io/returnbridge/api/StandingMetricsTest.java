package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import io.returnbridge.camel.Standstill;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.intake.StorageRoom;
import io.returnbridge.kafka.ConsumerLag;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingMetricsTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final Origin CREDIT =
      new Origin("link-credit", "es/r1", new ReturnId("es", "r1"), "RMA-1", "1001");

  private Database database;
  private StandingMetrics metrics;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    metrics = of(database);
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  private static StandingMetrics of(Database database) {
    Pipeline pipeline =
        new Pipeline(
            TestSteps.ALL,
            database,
            new ConsumerLag(TestSteps.topics(), null) {
              @Override
              public synchronized Optional<Map<String, Lag>> now() {
                return Optional.of(Map.of());
              }
            },
            new DefaultCamelContext(),
            TestSteps.circuits(),
            new Standstill(Duration.ofMinutes(1)));
    return new StandingMetrics(pipeline, new Standing(database), MAPPINGS, TestSteps.ALL);
  }

  /** By name and labels, as in {@code /q/metrics}. */
  private static Map<String, Double> scraped(List<MetricFamilySamples> families) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (MetricFamilySamples family : families) {
      for (MetricFamilySamples.Sample sample : family.samples) {
        StringBuilder name = new StringBuilder(sample.name);
        for (int i = 0; i < sample.labelNames.size(); i++) {
          name.append(i == 0 ? "{" : ",")
              .append(sample.labelNames.get(i))
              .append('=')
              .append(sample.labelValues.get(i));
        }
        all.put(name + (sample.labelNames.isEmpty() ? "" : "}"), sample.value);
      }
    }
    return all;
  }

  private Map<String, Double> scrape() {
    return scraped(metrics.collect());
  }

  @Test
  void what_is_pending_and_the_cases_are_there_under_the_names_of_the_contract() {
    // Given
    WorkList work = TestDatabase.work(database);
    work.wake("link-credit", "es/r1", "event:1");
    work.wake("link-credit", "es/r2", "event:2");
    database.update(
        "update work set created_at = now() - interval '1 hour' where subject = 'es/r1'");
    Cases cases = new Cases(database, MAPPINGS);
    cases.open(
        CREDIT,
        new Trouble("OVER_REFUND", "rf1", null, Map.of("refundId", "rf1", "amount", "24.95 EUR")));
    cases.open(
        CREDIT,
        new Trouble("OVER_REFUND", "rf2", null, Map.of("refundId", "rf2", "amount", "5.05 EUR")));
    database.update(
        "update exception_case set due_at = now() - interval '1 day' where subject = 'rf1'");
    database.update(
        """
        insert into intake_spool (topic, record_key, body) values ('reveni.webhooks.v1', 'r1', ''::bytea)
        """);
    database.update(
        """
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details) values
          ('es', 'r1', 'CREDIT_MISSING', 'rf1', '', 'link-credit', 'es/r1', now(), '{"amount": "10.00 GBP"}'),
          ('es', 'r2', 'CREDIT_MISSING', 'rf1', '', 'link-credit', 'es/r2', now(), '{"amount": "99999999999999999999 EUR"}'),
          ('es', 'r3', 'CREDIT_MISSING', 'rf1', '', 'link-credit', 'es/r3', now(), '{"amount": "7 QQQ"}'),
          ('es', 'r4', 'INSPECTION_OVERDUE', 'i1', '', 'move-inspected-stock', 'es/r4', now(), '{"amount": "3.00 EUR"}')
        """);

    // When
    Map<String, Double> scraped = scrape();

    // Then
    assertThat(scraped)
        .containsEntry("returnbridge_pending{step=link-credit}", 2.0)
        .containsEntry("returnbridge_pending{step=receive-webhook}", 1.0)
        .containsEntry("returnbridge_pending{step=mirror-status}", 0.0)
        .containsEntry("returnbridge_oldest_seconds{step=mirror-status}", 0.0)
        .containsEntry("returnbridge_cases{code=OVER_REFUND,owner=finance,status=open}", 2.0)
        .containsEntry("returnbridge_cases_overdue{owner=finance}", 1.0)
        .containsEntry("returnbridge_cases_overdue{owner=cx}", 0.0)
        .containsEntry("returnbridge_spool", 1.0)
        .containsEntry("returnbridge_money_at_risk{currency=EUR,kind=OVER_REFUND}", 30.0)
        .containsEntry("returnbridge_money_at_risk{currency=GBP,kind=CREDIT_MISSING}", 10.0)
        .containsEntry("returnbridge_money_at_risk{currency=other,kind=CREDIT_MISSING}", 7.0)
        .containsEntry("returnbridge_alerts_undelivered_seconds{channel=email}", 0.0);
    assertThat(scraped.get("returnbridge_oldest_seconds{step=link-credit}"))
        .isBetween(3600.0, 3700.0);
    assertThat(scraped.keySet().stream().filter(n -> n.startsWith("returnbridge_money_at_risk")))
        .hasSize(3);
  }

  @Test
  void a_code_an_owner_and_a_step_of_nobody_share_one_series_each() {
    Cases cases = new Cases(database, MAPPINGS);
    for (int i = 0; i < 30; i++) {
      cases.open(CREDIT, new Trouble("OVER_REFUND", "rf" + i, null, Map.of()));
      TestDatabase.work(database).wake("step-of-" + i, "es/r1", "event:1");
    }
    database.update(
        "update exception_case set code = 'CODE_' || subject, owner = 'owner ' || subject");

    Map<String, Double> scraped = scrape();

    assertThat(scraped)
        .containsEntry("returnbridge_cases{code=other,owner=other,status=open}", 30.0)
        .containsEntry("returnbridge_pending{step=other}", 30.0);
    assertThat(scraped.keySet().stream().filter(n -> n.startsWith("returnbridge_cases{")))
        .hasSize(1);
  }

  @Test
  void many_scrapes_are_one_look_at_the_database() {
    AtomicInteger statements = new AtomicInteger();
    StandingMetrics counted = of(TestDatabase.counting(statements));
    new CollectorRegistry(true).register(counted);
    assertThat(statements).as("a start asks nothing").hasValue(0);

    for (int i = 0; i < 20; i++) {
      counted.collect();
    }

    assertThat(statements).as("what is pending, and how all else stands").hasValue(2);
    counted.close();
  }

  @Test
  void a_database_that_hangs_keeps_no_scrape_waiting_and_leaves_its_numbers_out() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    StandingMetrics hanging =
        of(
            new Database(
                (DataSource)
                    java.lang.reflect.Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (proxy, method, args) -> {
                          asked.incrementAndGet();
                          never.await();
                          throw new SQLException("gone", "08006");
                        })));

    for (int i = 0; i < 5; i++) {
      assertThat(hanging.collect()).isEmpty();
    }

    assertThat(asked).as("threads that hang").hasValue(1);
    never.countDown();
    hanging.close();
  }

  @Test
  void a_database_that_is_away_leaves_its_numbers_out() {
    StandingMetrics away =
        of(
            new Database(
                (DataSource)
                    java.lang.reflect.Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (proxy, method, args) -> {
                          throw new SQLException("gone", "08006");
                        })));

    assertThat(away.collect()).isEmpty();
    away.close();
  }

  @Test
  void it_begins_with_the_program() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    metrics.begin(new StartupEvent(), registry, new StorageRoom(() -> false, () -> 0, ""));

    assertThat(registry.scrape()).contains("returnbridge_spool 0.0");
  }
}
