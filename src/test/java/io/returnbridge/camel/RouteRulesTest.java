package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteRulesTest {
  @TempDir Path folder;

  @Test
  void theShippedRoutesMayStart() {
    assertThat(RouteRules.problems(Path.of("routes"))).isEmpty();
  }

  @Test
  void aMissingBusinessStepIsNamed() {
    assertThat(RouteRules.problems(folder)).anyMatch(p -> p.contains("\"link-credit\""));
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

    List<String> problems = RouteRules.problems(folder);

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
              uri: kafka
              parameters: {topic: "{{topics.returns-events}}", groupId: own}
              steps:
                - setHeader: {name: a, simple: {expression: "${body.key}"}}
                - bean: {ref: outbox, method: published}
                - log: {message: "sent ${header.a} to {{topics.returns-events}}", description: "${as it is}"}
        """);

    assertThat(RouteRules.problems(folder)).noneMatch(p -> p.contains("11-own.camel.yaml"));
  }
}
