package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import org.junit.jupiter.api.Test;

class ReplayCommandTest {

  private static String sentence(String json) {
    return ReplayCommand.sentence(Json.read(json, JsonNode.class));
  }

  @Test
  void options_become_the_body_of_the_call() {
    assertThat(ReplayCommand.body("r1", "es", null, null, null, false))
        .hasToString("{\"returnId\":\"r1\",\"store\":\"es\"}");
    assertThat(ReplayCommand.body(null, null, null, null, "returns.events.v1", true))
        .hasToString("{\"topic\":\"returns.events.v1\",\"dryRun\":true}");
    assertThat(ReplayCommand.body(null, null, "2026-11-22", "2026-11-23", null, false))
        .hasToString("{\"from\":\"2026-11-22\",\"to\":\"2026-11-23\"}");
  }

  @Test
  void the_sentence_names_only_what_there_is_beside_the_effects() {
    assertThat(sentence("{\"counts\":{\"returns\":37,\"effects\":0}}"))
        .isEqualTo("37 returns were looked at: 0 new effects");
    assertThat(
            sentence(
                "{\"counts\":{\"returns\":1,\"effects\":1,\"events\":2,\"cases\":1,\"unreadable\":3}}"))
        .isEqualTo(
            "1 return was looked at: 1 new effect, 2 new events, 1 new case, 3 unreadable records");
    assertThat(sentence("{\"dryRun\":true,\"counts\":{\"returns\":2,\"changes\":1}}"))
        .isEqualTo("2 returns were looked at: 1 change would be made");
  }
}
