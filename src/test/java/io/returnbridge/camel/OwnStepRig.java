package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.cases.Cases;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkComes;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.OwnStepSettings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A step of one's own as its file says, with the database and the routes of failures as they are;
 * only Kafka is not there.
 */
final class OwnStepRig implements AutoCloseable {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  final Database database = TestDatabase.clean();
  final WorkList work = TestDatabase.work(database);
  final DefaultCamelContext camel = new DefaultCamelContext();
  final List<Message> deadLetters = new ArrayList<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Circuits circuits;
  final OwnWork own;
  final DueWork due;
  private final Claims claims = TestDatabase.claims(database);
  private final Cases cases = new Cases(database, MAPPINGS);
  private final String step;

  /**
   * @param yaml of the one file in the folder
   * @param mail the bean of the shopper's mail, null for none
   */
  OwnStepRig(Path folder, String yaml, OwnStepSettings settings, ShopperMail mail)
      throws Exception {
    step = yaml.replaceFirst("(?s).*?\\bid: ([a-z-]+)\n.*", "$1");
    Path file = Files.writeString(folder.resolve("51-" + step + ".camel.yaml"), yaml);
    assertThat(RouteRules.problems(folder, new Steps(List.of()), settings))
        .noneMatch(problem -> problem.contains("51-"));
    Steps steps = TestSteps.ALL.and(RouteRules.ownSteps(folder, settings));
    circuits = new Circuits(steps, FineSettings.read(), meters);
    Patience patience = new Patience(camel);
    NextAttempts attempts =
        new NextAttempts(database, new Outbox(database), work, claims, cases, circuits);
    own =
        new OwnWork(
            database, work, claims, attempts, cases, circuits, new Effects(database), steps);
    due =
        new DueWork(
            database,
            MAPPINGS,
            Running.noStep(database, claims, new ReturnStates(database), work, cases),
            work,
            claims,
            attempts,
            circuits,
            new Standstill(Duration.ofMinutes(1)),
            RecordAgainTest.records(cases, (topic, partition, offset) -> Optional.empty()),
            patience,
            camel.createProducerTemplate(),
            new WorkComes(),
            TestSteps.meters());
    DeadLetters letters =
        new DeadLetters(steps, TestSteps.topics(steps), null, null, TestSteps.meters());
    camel.getRegistry().bind("ownSteps", new OwnSteps(own));
    camel
        .getRegistry()
        .bind("ownStepFailures", new OwnStepFailures(own, patience, TestSteps.meters()));
    camel.getRegistry().bind("dueWork", due);
    camel
        .getRegistry()
        .bind(
            "failures",
            new Failures(
                attempts, cases, new KeptWebhooks(database), patience, TestSteps.meters()));
    camel.getRegistry().bind("wakeUps", new WakeUps(new WebhookReader(MAPPINGS), MAPPINGS, steps));
    camel.getRegistry().bind("offsets", new Offsets(patience, null));
    camel
        .getComponent("http", HttpComponent.class)
        .setHttpClientConfigurer(new OneRequestOnly(circuits));
    for (Topic topic : Topic.values()) {
      property(topic.property(), TestSteps.topics().name(topic));
    }
    settings.variables().forEach(this::property);
    camel
        .getCamelContextExtension()
        .getContextPlugin(Model.class)
        .addModelLifecycleStrategy(new OwnStepRoutes(camel));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:dead-letter")
                .bean(letters, "address")
                .process(e -> deadLetters.add(e.getMessage().copy()))
                .bean(letters, "written");
            from("direct:wake").stop();
          }
        });
    camel.getCamelContextExtension().addInterceptStrategy(new MailBreaker(circuits));
    if (mail != null) {
      camel.getRegistry().bind("shopperMail", mail);
    }
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(resource(Path.of("routes", "00-error-handling.camel.yaml")), resource(file));
  }

  void property(String name, String value) {
    camel.getPropertiesComponent().addInitialProperty(name, value);
  }

  private static Resource resource(Path file) throws IOException {
    return ResourceHelper.fromString(file.getFileName().toString(), Files.readString(file));
  }

  @Override
  public void close() {
    camel.stop();
  }

  /** What is due, as the route due-work does it: all on one exchange. */
  void work() {
    for (Claim claim : due.claim()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.getMessage().setBody(claim);
      while (exchange.getMessage().getBody() != null) {
        due.begin(exchange);
        camel.createProducerTemplate().send("direct:" + step, exchange);
        due.done(exchange);
      }
      due.free(exchange);
    }
  }

  void dueNow() {
    database.update("update work set due_at = now() where due_at <> 'infinity'");
  }

  List<String> rows() {
    return database.query("select subject from work order by subject", r -> r.text(1));
  }

  List<String> cases() {
    return database.query(
        "select status || ' ' || code || ' ' || cause from exception_case order by opened_at",
        r -> r.text(1));
  }
}
