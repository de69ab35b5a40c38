package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.api.Pipeline;
import io.returnbridge.camel.RouteRules;
import io.returnbridge.camel.Standstill;
import io.returnbridge.kafka.ConsumerLag;
import io.returnbridge.kafka.Topics;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import io.returnbridge.registry.About;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.OwnStepSettings;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** A step that only this test knows is known everywhere, because its class says what it is. */
class OneDefinitionTest {

  @Step(name = "count-boxes", wakes = Topic.RETURNS_EVENTS, needs = Circuits.COMMERCETOOLS)
  private static final class CountBoxes {}

  @Step(name = "paint-boxes", about = About.INSTALLATION)
  private static final class PaintBoxes {}

  @Step(name = "send-boxes", wakes = Topic.RETURNS_EVENTS, deadLetters = Topic.WAREHOUSE_SCANS)
  private static final class TwoTopics {}

  @Step(name = "send-boxes", needs = "comercetools")
  private static final class Mistyped {}

  @Step(name = "count-boxes")
  private static final class SameName {}

  private final Steps steps =
      new Steps(
          Stream.concat(
                  TestSteps.ALL.all().stream(),
                  StepDefinitions.among(Stream.of(CountBoxes.class, PaintBoxes.class, String.class))
                      .all()
                      .stream())
              .toList());

  @Test
  void its_topic_group_and_dead_letters_are_there() {
    Topics topics = TestSteps.topics(steps);

    assertThat(topics.inputs()).containsEntry("count-boxes", "returns.events.v1");
    assertThat(topics.waking().get("returns.events.v1")).contains("count-boxes", "link-credit");
    assertThat(topics.waking())
        .containsEntry("returns.events.v1.count-boxes.dlt", Set.of("count-boxes"));
    assertThat(topics.all()).contains("returns.events.v1.count-boxes.dlt");
    assertThat(topics.hasDeadLetters("paint-boxes")).as("only cases").isFalse();
  }

  @Test
  void it_pauses_while_what_it_needs_is_away() {
    Circuits circuits = new Circuits(steps, FineSettings.read(), new SimpleMeterRegistry());
    assertThat(circuits.pauses("count-boxes")).isFalse();

    Circuit commercetools = circuits.commercetools();
    commercetools.askBy(() -> Reply.failed("HTTP 503", null));
    for (int i = 0; i < 5; i++) {
      commercetools.call(() -> 503, status -> Reply.of(status, null));
    }

    assertThat(circuits.pauses("count-boxes")).isTrue();
    assertThat(circuits.paused()).contains("count-boxes").doesNotContain("paint-boxes");
    assertThat(circuits.needing(Circuits.COMMERCETOOLS)).contains("count-boxes");
    assertThat(circuits.needing(Circuits.REVENI)).doesNotContain("count-boxes");
  }

  @Test
  void the_pipeline_shows_it_and_no_job() {
    Pipeline pipeline =
        new Pipeline(
            steps,
            TestDatabase.clean(),
            new ConsumerLag(null, null) {
              @Override
              public Set<String> steps() {
                return Set.of();
              }

              @Override
              public synchronized Optional<Map<String, Lag>> now() {
                return Optional.of(Map.of());
              }
            },
            new DefaultCamelContext(),
            TestSteps.circuits(),
            new Standstill(Duration.ofMinutes(1)));

    assertThat(pipeline.now().steps())
        .extracting(Pipeline.Step::step)
        .contains("count-boxes", "replay")
        .doesNotContain("paint-boxes", "sweep");
  }

  @Test
  void its_routes_must_be_there() {
    List<String> problems = RouteRules.problems(Path.of("routes"), steps, OwnStepSettings.none());

    assertThat(problems)
        .containsExactly(
            "routes: the business step \"count-boxes\" has no route of that id from"
                + " direct:count-boxes: put its file back",
            "routes: no route \"count-boxes-wake-up\" wakes the business step \"count-boxes\" by the"
                + " records of {{topics.returns-events}}: put its file back",
            "routes: the business step \"paint-boxes\" has no route of that id from"
                + " direct:paint-boxes: put its file back");
  }

  @Test
  void a_definition_that_cannot_be_meant_is_none() {
    assertThatThrownBy(() -> StepDefinitions.of(TwoTopics.class)).hasMessageContaining("one topic");
    assertThatThrownBy(() -> StepDefinitions.of(Mistyped.class))
        .hasMessageContaining("\"comercetools\" is not one of [commercetools, reveni]");
    assertThatThrownBy(() -> StepDefinitions.among(Stream.of(CountBoxes.class, SameName.class)))
        .hasMessageContaining("Two steps have one name");
  }

  @Test
  void the_steps_of_the_program_are_in_the_order_of_travel() {
    assertThat(TestSteps.ALL.ofTheWay())
        .containsSubsequence(
            "accept-return",
            "mirror-status",
            "hold-for-inspection",
            "link-credit",
            "create-exchange-order",
            "move-inspected-stock",
            "apply-stock-movements");
    assertThat(TestSteps.ALL.all())
        .filteredOn(step -> !step.isOfTheWay())
        .extracting(StepDefinition::name)
        .containsExactly(
            "watchdogs",
            "forget",
            "sweep",
            "return-reasons",
            "daily-exceptions",
            "month-end",
            "reconcile",
            "check-invoice",
            "alerts",
            "replay");
  }
}
