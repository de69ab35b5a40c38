package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.settings.OwnStepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteRulesTest {
  @TempDir Path folder;

  @Test
  void theShippedRoutesMayStart() {
    assertThat(RouteRules.problems(Path.of("routes"), TestSteps.ALL, OwnStepSettings.none()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "timer:x, timer, timerName: x",
    "direct:retry, direct, name: retry",
    "kafka:returns.events.v1?groupId=me, kafka, 'topic: returns.events.v1, …'",
    "platform-http:/hook, platform-http, path: hook",
    "http://erp.example.com/x, http, httpUri: erp.example.com/x",
  })
  void theShortFormOfAUriIsRefusedWithTheLongOne(String uri, String component, String parameters)
      throws IOException {
    Files.writeString(
        folder.resolve("11-own.camel.yaml"),
        "- route: {id: x, from: {uri: '" + uri + "', steps: []}}");

    assertThat(RouteRules.problems(folder, TestSteps.ALL, OwnStepSettings.none()))
        .anyMatch(
            p ->
                p.contains(
                        "the uri \"" + uri + "\" is the short form: write uri: " + component + ",")
                    && p.contains("parameters: {" + parameters + "}"));
  }

  @Test
  void aFolderThatIsNotThereIsSaidWithoutNamesOfClasses() {
    assertThat(RouteRules.problems(folder.resolve("none"), TestSteps.ALL, OwnStepSettings.none()))
        .singleElement()
        .asString()
        .endsWith(
            "none: the routes cannot be read (there is none): set ROUTES_DIR to their folder");
  }

  @Test
  void anEmptyFolderIsSaidOnceWithWhatToDo() {
    assertThat(RouteRules.problems(folder, TestSteps.ALL, OwnStepSettings.none()))
        .singleElement()
        .asString()
        .endsWith(
            ": there is no file of routes (*.camel.yaml) in it: set ROUTES_DIR to their folder");
  }

  @Test
  void camelFindsTheRoutesOfAFolderBehindALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("routes").toRealPath());
    assertThat(RouteRules.problems(link, TestSteps.ALL, OwnStepSettings.none())).isEmpty();

    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      assertThat(
              PluginHelper.getPackageScanResourceResolver(camel)
                  .findResources(RouteRules.includePattern(link)))
          .hasSameSizeAs(RouteReading.files(Path.of("routes")));
    }
  }

  @Test
  void aMissingBusinessStepIsNamed() throws IOException {
    Files.writeString(folder.resolve("11-own.camel.yaml"), "- route: {id: a}\n");

    assertThat(RouteRules.problems(folder, TestSteps.ALL, OwnStepSettings.none()))
        .anyMatch(p -> p.contains("\"link-credit\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- beans: [{name: evil, type: 'java.lang.ProcessBuilder'}]",
        "- routeTemplate: {id: x}",
        "- from: {uri: timer, steps: []}",
        "- route: {id: x, from: {uri: 'exec:rm', steps: []}}",
        "- route: {id: x, from: {uri: timer, steps: [{script: {groovy: '1'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{process: {ref: evil}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{recipientList: {simple: 'bean:x'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{toD: {uri: '${header.to}'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{to: 'bean:java.lang.Runtime'}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{bean: {beanType: java.lang.Runtime, method: gc}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{bean: {ref: '#class:java.lang.Runtime', method: gc}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{bean: {ref: outbox, method: 'add(${body})'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setBody: {simple: '${bean:outbox}'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setBody: {simple: {expression: '${body.class.name}'}}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setBody: {simple: {expression: '${body.run()}'}}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setBody: {method: {ref: outbox}}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setBody: {expression: {jq: '.'}}}]}}",
        "- route: {id: x, from: {uri: kafka, parameters: {interceptorClasses: org.evil.Tap}, steps: []}}",
        "- route: {id: x, from: {uri: kafka, parameters: {kafkaClientFactory: '#class:org.evil.Tap'}, steps: []}}",
        "- route: {id: x, from: {uri: timer, steps: [{log: {message: '${bean:outbox}'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{log: {message: 'a $simple{bean:outbox} b'}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setHeader: {name: '${body.class.name}', constant: {expression: a}}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setProperty: {name: '${body.run()}', constant: {expression: a}}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{filter: {simple: {expression: 'resource:file:/tmp/x'}, steps: []}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{setBody: {constant: {expression: '{{bean:outbox.run}}'}}}]}}",
        "- route: {id: x, from: {uri: timer, steps: [{toD: {uri: 'direct:${exchangeProperty.step}', parameters: {a: '${body.run()}'}}}]}}",
        "- route: {id: x, from: {uri: kafka, parameters: {interceptorClasses: 'org.evil.Tap,org.evil.Tip'}, steps: []}}",
        "- route: {id: x, from: {uri: kafka, parameters: {valueDeserializer: 'org.apache.kafka.common.serialization.StringDeserializer,org.evil.Tip'}, steps: []}}",
        "- route: {id: x, from: {uri: kafka, parameters: {saslJaasConfig: 'com.sun.security.auth.module.JndiLoginModule required;'}, steps: []}}",
        "- route: {id: x, from: {uri: kafka, parameters: {more: {interceptorClasses: org.evil.Tap}}, steps: []}}",
        "- route: {id: x, id: y, from: {uri: timer, steps: []}}",
        "route: {id: x}"
      })
  void whatIsNotOnTheListsDoesNotStart(String yaml) throws IOException {
    Files.writeString(folder.resolve("11-own.camel.yaml"), yaml);

    List<String> problems = RouteRules.problems(folder, TestSteps.ALL, OwnStepSettings.none());

    assertThat(problems).anyMatch(p -> p.contains("11-own.camel.yaml"));
  }

  @Test
  void whatIsOnTheListsStarts() throws IOException {
    Files.writeString(
        folder.resolve("11-own.camel.yaml"),
        """
        - route:
            id: own
            from:
              uri: timer
              parameters: {timerName: own, period: "{{due-work.every}}"}
              steps:
                - setHeader: {name: a, simple: {expression: "${body.key}"}}
                - bean: {ref: outbox, method: published}
                - log: {message: "sent ${header.a} to {{topics.returns-events}}", description: "${as it is}"}
                - to: {uri: kafka, parameters: {topic: "{{topics.returns-events}}"}}
        """);

    assertThat(problemsOf("11-own.camel.yaml")).isEmpty();
  }

  private List<String> problemsOf(String file) {
    return RouteRules.problems(folder, TestSteps.ALL, OwnStepSettings.none()).stream()
        .filter(p -> p.contains(file))
        .toList();
  }

  private List<String> problemsWith(String steps) throws IOException {
    return problemsWithFrom("{uri: timer, steps: [" + steps + "]}");
  }

  private List<String> problemsWithFrom(String from) throws IOException {
    Files.writeString(
        folder.resolve("11-own.camel.yaml"), "- route:\n    id: own\n    from: " + from + "\n");
    return problemsOf("11-own.camel.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{CTP_CLIENT_SECRET}}",
        "{{ctp.client.secret}}",
        "{{env:CTP_CLIENT_SECRET}}",
        "{{sys:quarkus.datasource.password}}",
        "{{quarkus.datasource.password}}",
        "{{service:host}}",
        "{{bean:outbox.run}}",
        "{{x:{{CTP_CLIENT_SECRET}}}}",
        "{{topics.returns-events:{{CTP_CLIENT_SECRET}}}}",
        "{{?CTP_CLIENT_SECRET}}",
        "{{!CTP_CLIENT_SECRET}}",
        "{{reveni.es.api.key}}",
        "{{REVENI_ES_API_KEY}}",
        "{{alerts.smtp.password}}",
        "RAW({{WAREHOUSE_API_KEY}})",
        "a {{topics.returns-events}} b {{CONSOLE_ADMIN_PASSWORD}}",
        "${env:CTP_CLIENT_SECRET}",
        "${env.CTP_CLIENT_SECRET}",
        "$simple{env:CTP_CLIENT_SECRET}",
        "${sysenv.CTP_CLIENT_SECRET}",
        "${sysenv:CTP_CLIENT_SECRET}",
        "${sys.quarkus.datasource.password}",
        "${properties:CTP_CLIENT_SECRET}",
        "${properties:x:y}",
        "${propertiesExist:CTP_CLIENT_SECRET}",
        "${bean:outbox}",
        "${ref:settings}",
        "${camelContext.propertiesComponent}",
        "${exchange.context}",
        "${type:java.lang.System.out}",
        "${header.${env:CTP_CLIENT_SECRET}}",
        "${body.getClass.classLoader}",
        "${body.Class}",
        "resource:file:/etc/passwd",
      })
  void noSecretAndNoFunctionInAnyTextOfARoute(String text) throws IOException {
    assertThat(problemsWith("{log: {message: '" + text + "'}}")).isNotEmpty();
    assertThat(problemsWith("{setHeader: {name: a, constant: {expression: '" + text + "'}}}"))
        .isNotEmpty();
    assertThat(problemsWith("{setHeader: {name: '" + text + "', constant: {expression: a}}}"))
        .isNotEmpty();
    assertThat(problemsWith("{to: {uri: http, parameters: {httpUri: '" + text + "'}}}"))
        .isNotEmpty();
    assertThat(problemsWith("{to: {uri: http, parameters: {'" + text + "': a}}}")).isNotEmpty();
    assertThat(problemsWith("{to: {uri: '" + text + "'}}")).isNotEmpty();
    assertThat(problemsWith("{toD: {uri: '" + text + "'}}")).isNotEmpty();
    assertThat(problemsWith("{stop: {id: '" + text + "'}}")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{log: {message: !!null '${env:CTP_CLIENT_SECRET}'}}",
        "{log: {message: !!binary 'JHtlbnY6WH0='}}",
        "{log: {message: !text 'plain'}}",
        "{log: {message: ! 'plain'}}",
        "{log: !!map {message: plain}}",
        "!!seq [{log: {message: plain}}]",
        "{log: {message: &words plain}}",
        "{log: {message: &words '${env:CTP_CLIENT_SECRET}'}}, {log: {message: *words}}",
        "{log: {message: a, <<: {loggingLevel: INFO}}}",
        "{to: {uri: http, parameters: {<<: {httpUri: a}}}}",
        "{log: {message: a, message: '${env:CTP_CLIENT_SECRET}'}}",
        "{to: {uri: http, parameters: {httpUri: a, httpUri: b}}}",
        "{? [log] : {message: a}}",
      })
  void whatTwoReadersOfYamlUnderstandDifferentlyDoesNotStart(String step) throws IOException {
    assertThat(problemsWith(step)).anyMatch(p -> p.contains("11-own.camel.yaml:3: "));
  }

  @Test
  void aSecondDocumentAnEmptyFileAndBrokenYamlAreNamedWithTheirLine() throws IOException {
    Files.writeString(
        folder.resolve("11-two.camel.yaml"), "- route: {id: a}\n---\n- route: {id: b}\n");
    Files.writeString(folder.resolve("12-none.camel.yaml"), "# nothing yet\n");
    Files.writeString(folder.resolve("13-broken.camel.yaml"), "- route:\n   id: [\n");

    assertThat(problemsOf("11-two")).anyMatch(p -> p.contains("11-two.camel.yaml:2: a second"));
    assertThat(problemsOf("12-none")).anyMatch(p -> p.contains("the file is empty"));
    assertThat(problemsOf("13-broken"))
        .anyMatch(p -> p.matches(".*13-broken\\.camel\\.yaml:\\d: this is not YAML.*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{uri: kafka, parameters: {topic: finance.credits.v1, groupId: own}, steps: []}",
        "{uri: 'kafka:finance.credits.v1', steps: []}",
        "{uri: 'kafka://finance.credits.v1?groupId=own', steps: []}",
        "{uri: kafka, parameters: {topic: '{{topics.finance-credits}}', groupId: link-credit}, steps: []}",
        "'kafka:finance.credits.v1'",
      })
  void aConsumerOfKafkaThatIsNoStepDoesNotStart(String from) throws IOException {
    assertThat(problemsWithFrom(from))
        .anyMatch(p -> p.contains("11-own.camel.yaml:3: the route \"own\" consumes from Kafka"))
        .anyMatch(
            p -> p.contains("routeConfigurationId: own-step") && p.contains("take its file out"));
  }

  @Test
  void a_step_is_woken_by_its_own_topic_in_its_own_group_only() throws IOException {
    Files.writeString(
        folder.resolve("50-link-credit.camel.yaml"),
        """
        - route:
            id: link-credit-wake-up
            from:
              uri: kafka
              parameters: {topic: "{{topics.warehouse-scans}}", groupId: mirror-status}
              steps: []
        """);
    Files.writeString(
        folder.resolve("30-mirror-status.camel.yaml"),
        """
        - route:
            id: mirror-status-wake-up
            routeConfigurationId: business-step
            from:
              uri: timer
              steps: []
        """);

    assertThat(problemsOf("50-link-credit"))
        .containsExactly(
            folder
                + "/50-link-credit.camel.yaml:4: the route \"link-credit-wake-up\" has topic"
                + " \"{{topics.warehouse-scans}}\", and its step is woken with"
                + " \"{{topics.returns-events}}\": write that",
            folder
                + "/50-link-credit.camel.yaml:4: the route \"link-credit-wake-up\" has groupId"
                + " \"mirror-status\", and its step is woken with \"link-credit\": write that",
            folder
                + "/50-link-credit.camel.yaml:4: the route \"link-credit-wake-up\" has no"
                + " routeConfigurationId, and its step is woken with \"business-step\": write that");
    assertThat(problemsOf("30-mirror-status"))
        .anyMatch(p -> p.contains("has uri \"timer\", and its step is woken with \"kafka\""))
        .anyMatch(p -> p.contains("has no topic"))
        .anyMatch(p -> p.contains("has no groupId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- route: {id: link-credit-wake-up, from: {uri: kafka, parameters: {topic: a, groupId: link-credit}, steps: []}}",
        "- route: {id: link-credit-wake-up, routeConfigurationId: business-step, from: {uri: kafka, parameters: {topic: a, groupId: own}, steps: []}}",
        "- route: {id: own-wake-up, routeConfigurationId: business-step, from: {uri: kafka, parameters: {topic: a, groupId: own}, steps: []}}",
        "- route: {id: own, from: {uri: timer, steps: [{pollEnrich: {constant: {expression: 'kafka:a'}}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{toD: {uri: 'kafka:${header.topic}'}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{toD: {uri: http, parameters: {httpUri: '${header.to}'}}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{recipientList: {simple: {expression: 'kafka:a'}}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{routingSlip: {simple: {expression: 'kafka:a'}}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{dynamicRouter: {simple: {expression: 'kafka:a'}}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{enrich: {constant: {expression: 'kafka:a'}}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{wireTap: {uri: 'kafka:a'}}]}}",
        "- route: {id: own, from: {uri: timer, steps: [{kamelet: {name: a}}]}}",
        "- routeTemplate: {id: own, from: {uri: kafka, parameters: {topic: a}, steps: []}}",
        "- templatedRoute: {routeTemplateRef: own}",
        "- rest: {get: [{path: /a, to: 'kafka:a'}]}",
        "- from: {uri: kafka, parameters: {topic: a}, steps: []}",
        "- onException: {exception: [java.lang.Exception], steps: []}",
        "- intercept: {steps: []}",
        "- interceptFrom: {uri: 'kafka:*', steps: []}",
        "- errorHandler: {noErrorHandler: {}}",
        "- routeConfiguration: {id: a, intercept: [{intercept: {steps: []}}]}",
        "- routeConfiguration: {id: a, onCompletion: [{onCompletion: {steps: []}}]}",
      })
  void noOtherFormReadsFromKafkaOrGoesWhereNobodyLooks(String yaml) throws IOException {
    Files.writeString(folder.resolve("11-own.camel.yaml"), yaml);

    assertThat(problemsOf("11-own.camel.yaml:1: ")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11-own.yml",
        "11-own.yaml",
        "11-own.camel.yml",
        "11-own.CAMEL.YAML",
        "11-own.camel.xml",
        "Own.java",
        ".own.camel.yaml",
        "11-own.kamelet.yaml",
        "11.own.camel.yaml",
        "11 own.camel.yaml",
      })
  void aFileThatCamelAndTheRulesMayReadDifferentlyIsNamed(String name) throws IOException {
    Files.writeString(folder.resolve(name), "- route: {id: a}\n");

    assertThat(problemsOf(name)).anyMatch(p -> p.contains("rename it, or take it out"));
  }

  @Test
  void whatNobodyTakesForARouteMayLieBesideThem() throws IOException {
    Files.writeString(folder.resolve("README.md"), "# The way");
    Files.writeString(folder.resolve("20-accept-return.camel.yaml~"), "- route: {id: a}");
    Files.createDirectories(folder.resolve("examples"));
    Files.writeString(folder.resolve("examples/a.camel.yaml"), "- script: {}");
    Files.writeString(folder.resolve("11-own.camel.yaml"), "- route: {id: a}\n");

    assertThat(RouteRules.problems(folder, TestSteps.ALL, OwnStepSettings.none()))
        .noneMatch(p -> p.contains("README"));
    assertThat(problemsOf("yaml~")).isEmpty();
    assertThat(problemsOf("examples")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a{b}"})
  void aFolderThatCamelReadsAsAPatternIsNamed(String name) throws IOException {
    Path odd = Files.createDirectory(folder.resolve(name));

    assertThat(RouteRules.problems(odd, TestSteps.ALL, OwnStepSettings.none()))
        .anyMatch(p -> p.contains("set ROUTES_DIR to another"));
  }

  @Test
  void nobodyElseListensWhereAStepDoes() throws IOException {
    Files.writeString(
        folder.resolve("11-own.camel.yaml"),
        """
        - route: {id: own, from: {uri: seda, parameters: {name: due-work}, steps: []}}
        - route: {id: other, from: {uri: seda, parameters: {name: due-work}, steps: []}}
        """);

    assertThat(problemsOf("11-own.camel.yaml:2"))
        .anyMatch(p -> p.contains("another route begins at seda:due-work"));
  }
}
