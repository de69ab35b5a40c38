package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.registry.About;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Topic;
import io.returnbridge.settings.OwnStepSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route of one's own may have, and how the start refuses what it may not. */
class OwnStepRulesTest {

  private static final OwnStepSettings SET =
      new OwnStepSettings(
          false,
          Map.of(
              "OWN_STEP_ERP_HOST", "erp.example.com:8443",
              "OWN_STEP_ERP_KEY", "k",
              "OWN_STEP_WAREHOUSE_HOST", "wms.example.com",
              "OWN_STEP_WAREHOUSE_KEY", "k",
              "OWN_STEP_ODD", "a${b}"));

  private static final String TO_ERP =
      "{to: {uri: https, parameters: {httpUri: 'erp.example.com/credits'}}}";

  @TempDir Path folder;

  private List<String> problems(OwnStepSettings settings) {
    return RouteRules.problems(folder, TestSteps.ALL, settings).stream()
        .filter(p -> p.contains("51-mine.camel.yaml"))
        .toList();
  }

  private List<String> problemsOf(String route) throws IOException {
    Files.writeString(folder.resolve("51-mine.camel.yaml"), "- route: " + route);
    return problems(SET);
  }

  private List<String> problemsWith(String steps) throws IOException {
    return problemsOf(
        "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic:"
            + " '{{topics.finance-credits}}'}, steps: ["
            + steps
            + "]}}");
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("routes", "examples"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void each_example_may_be_copied_up_and_is_a_step_then(Path example) throws IOException {
    try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
      for (Path file : shipped.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.copy(example, folder.resolve(example.getFileName()));

    assertThat(RouteRules.problems(folder, TestSteps.ALL, SET)).isEmpty();
    assertThat(RouteRules.ownSteps(folder, SET))
        .singleElement()
        .satisfies(
            step -> assertThat(example.getFileName().toString()).contains("-" + step.name() + "."));
  }

  @Test
  void there_are_three_examples_and_none_of_them_starts() throws IOException {
    assertThat(examples()).hasSize(3);
    assertThat(RouteRules.ownSteps(Path.of("routes"), SET)).isEmpty();
  }

  @Test
  void a_step_is_its_topic_and_the_hosts_that_it_needs() throws IOException {
    assertThat(
            problemsWith(
                TO_ERP
                    + ", {to: {uri: http, parameters: {httpUri: '{{OWN_STEP_ERP_HOST}}/a', httpMethod: PUT, responseTimeout: 5000}}}"))
        .isEmpty();

    assertThat(RouteRules.ownSteps(folder, SET))
        .containsExactly(
            StepDefinition.own(
                "mine", Topic.FINANCE_CREDITS, Set.of("erp.example.com", "erp.example.com:8443")));
    assertThat(RouteRules.ownSteps(folder, SET).get(0).about()).isEqualTo(About.RECORD);
  }

  @Test
  void its_endpoints_are_known_with_scheme_and_port_and_what_is_set_for_nobody_is_told()
      throws IOException {
    assertThat(
            problemsWith(
                TO_ERP + ", {to: {uri: http, parameters: {httpUri: '{{OWN_STEP_ERP_HOST}}/a'}}}"))
        .isEmpty();
    OwnStepSettings more =
        new OwnStepSettings(
            false,
            Map.of("OWN_STEP_ERP_HOST", "erp.example.com:8443", "OWN_STEP_ERP_KYE", "secret"));

    assertThat(RouteRules.endpoints(folder, more))
        .containsExactly(
            Map.entry(
                "mine",
                Set.of(
                    URI.create("https://erp.example.com"),
                    URI.create("http://erp.example.com:8443"))));
    assertThat(RouteRules.unusedVariables(folder, more))
        .singleElement()
        .asString()
        .startsWith("OWN_STEP_ERP_KYE is set, and no route in")
        .doesNotContain("secret");
  }

  @Test
  void a_file_without_a_number_is_told() throws IOException {
    Files.copy(
        Path.of("routes/examples/51-credit-to-erp.camel.yaml"),
        folder.resolve("credit-to-erp.camel.yaml"));

    assertThat(RouteRules.problems(folder, TestSteps.ALL, SET))
        .anyMatch(
            problem ->
                problem.contains("credit-to-erp.camel.yaml: routes are in files named <number>-"));
  }

  @Test
  void what_is_for_it_is_taken() throws IOException {
    assertThat(
            problemsWith(
                """
                {choice: {when: [{simple: {expression: "${body} != null"}, steps: [
                  {setHeader: {name: Authorization, constant: {expression: "Bearer {{OWN_STEP_ERP_KEY}}"}}},
                  {setHeader: {name: CamelHttpMethod, constant: {expression: PUT}}},
                  {convertBodyTo: {type: String}},
                  {log: {message: "one more"}}]}]}},
                """
                    + TO_ERP))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{toD: {uri: 'direct:${exchangeProperty.step}'}}|\"toD\" is not for a step of one's own",
        "{split: {simple: {expression: '${body}'}, steps: []}}|\"split\" is not for a step",
        "{loop: {constant: {expression: 3}, steps: []}}|\"loop\" is not for a step",
        "{stop: {id: x}}|\"stop\" is not for a step",
        "{doTry: {steps: [], doCatch: []}}|\"doTry\" is not for a step",
        "{removeHeaders: {pattern: '*'}}|\"removeHeaders\" is not for a step",
        "{choice: {when: [{simple: {expression: '${body}'}, steps: [{stop: {id: x}}]}]}}|\"stop\" is not",
        "{choice: {otherwise: {steps: [{stop: {id: x}}]}}}|\"stop\" is not",
        "{filter: {simple: {expression: '${body}'}, steps: [{stop: {id: x}}]}}|\"stop\" is not",
        "{bean: {ref: engine, method: run}}|calls no bean but [shopperMail]",
        "{to: {uri: direct, parameters: {name: wake}}}|sends to one of [http, https, log, smtp]",
        "{to: {uri: kafka, parameters: {topic: '{{topics.returns-events}}'}}}|sends to one of",
        "{to: {uri: smtp, parameters: {host: mail.example.com, port: 25}}}|the server of the settings",
        "{to: {uri: https, parameters: {httpUri: 'https://erp.example.com/x'}}}|write uri: https, and httpUri from the host on",
        "{to: {uri: https, parameters: {httpUri: 'user:pw@erp.example.com/x'}}}|is no host with a path",
        "{to: {uri: https, parameters: {httpUri: '${body}'}}}|is no host with a path",
        "{to: {uri: https, parameters: {httpUri: 'erp.example.com/x?key={{OWN_STEP_ERP_KEY}}'}}}|a query is the header CamelHttpQuery",
        "{to: {uri: https, parameters: {httpUri: a.example.com, throwExceptionOnFailure: false}}}|is no parameter that a step",
        "{to: {uri: https, parameters: {httpUri: a.example.com, okStatusCodeRange: 200-599}}}|is no parameter that a step",
        "{setHeader: {name: CamelHttpUri, simple: {expression: '${body}'}}}|sets no header of Camel but",
        "{setHeader: {name: idempotency-key, constant: {expression: a}}}|the same for each repeat",
        "{setHeader: {name: a, constant: {expression: '{{OWN_STEP_NONE}}'}}}|OWN_STEP_NONE is not set",
        "{setHeader: {name: a, constant: {expression: '{{OWN_STEP_ODD}}'}}}|would be read as a placeholder",
        "{setHeader: {name: a, constant: {expression: '{{CTP_CLIENT_SECRET}}'}}}|no secret",
        "{setHeader: {name: a, constant: {expression: '{{REVENI_ES_API_KEY}}'}}}|no secret",
        "{setHeader: {name: a, constant: {expression: '{{OWN_STEP_ERP_KEY:{{CTP_CLIENT_SECRET}}}}'}}}|no secret",
        "{log: {message: 'key {{OWN_STEP_ERP_KEY}}'}}|no secret",
        "{setHeader: {name: '{{OWN_STEP_ERP_KEY}}', constant: {expression: a}}}|no secret",
      })
  void what_is_not_for_it_is_refused_with_what_to_write(String step, String problem)
      throws IOException {
    assertThat(problemsWith(TO_ERP + ", " + step))
        .anyMatch(p -> p.contains("51-mine.camel.yaml:1: ") && p.contains(problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: other, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, from: {uri: timer, parameters: {timerName: x}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: finance.credits.v1}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}', groupId: link-credit}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}', autoOffsetReset: none}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, autoStartup: false, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, errorHandler: {noErrorHandler: {}}, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: []}}",
        "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.reveni-webhooks}}'}, steps: [%s]}}",
        "{id: mine, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: [%s]}}",
        "{id: mine, routeConfigurationId: business-step, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: [%s]}}",
      })
  void a_route_that_is_no_step_of_ones_own_is_refused(String route) throws IOException {
    assertThat(problemsOf(route.formatted(TO_ERP))).isNotEmpty();
  }

  @Test
  void the_raw_webhooks_are_read_where_that_is_allowed_only() throws IOException {
    assertThat(
            problemsOf(
                "{id: mine, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.reveni-webhooks}}'}, steps: ["
                    + TO_ERP
                    + "]}}"))
        .singleElement()
        .asString()
        .contains("OWN_STEPS_ON_WEBHOOKS=true");
    assertThat(problems(new OwnStepSettings(true, Map.of()))).isEmpty();
  }

  @Test
  void it_cannot_have_the_name_of_one_of_ours() throws IOException {
    Files.writeString(
        folder.resolve("51-link-credit.camel.yaml"),
        "- route: {id: link-credit, routeConfigurationId: own-step, from: {uri: kafka, parameters: {topic: '{{topics.finance-credits}}'}, steps: ["
            + TO_ERP
            + "]}}");

    assertThat(RouteRules.problems(folder, TestSteps.ALL, SET))
        .anyMatch(p -> p.contains("\"link-credit\" cannot be the name of a step"));
  }
}
