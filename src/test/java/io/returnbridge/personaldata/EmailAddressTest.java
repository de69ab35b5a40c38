package io.returnbridge.personaldata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

  private static final EmailAddress ANA =
      EmailAddress.of(" Ana.Gil+shop@example.com ").orElseThrow();

  private static boolean isIn(String payload) {
    return ANA.isIn(payload.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"customer\": {\"email\": \"ana.gil+shop@example.com\"}}",
        "{\"customer\": {\"email\": \"ANA.GIL+SHOP@EXAMPLE.COM\"}}",
        "{\"customer\": {\"email\": \"ana.gil+shop\\u0040example.com\"}}",
        "{\"text\": \"write to Ana.Gil+shop@example.com.\"}",
        "not JSON, <ana.gil+shop@example.com>",
        "ana.gil+shop@example.com"
      })
  void it_is_found_however_it_is_written(String payload) {
    assertThat(isIn(payload)).isTrue();
  }

  @Test
  void it_is_found_in_json_of_another_encoding() {
    String json = "{\"email\": \"Ana.Gil+shop@example.com\", \"name\": \"Ángel\"}";

    assertThat(ANA.isIn(json.getBytes(StandardCharsets.UTF_16BE))).isTrue();
    assertThat(ANA.isIn(json.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"email\": \"susana.gil+shop@example.com\"}",
        "{\"email\": \"x.ana.gil+shop@example.com\"}",
        "{\"email\": \"ana.gil+shop@example.com.mx\"}",
        "{\"email\": \"ana.gil+shop@example.community\"}",
        "{\"email\": \"anaxgil+shop@example.com\"}",
        "{}",
        ""
      })
  void one_of_somebody_else_is_not(String payload) {
    assertThat(isIn(payload)).isFalse();
  }

  @Test
  void what_is_no_address_is_none_and_none_is_shown() {
    assertThat(EmailAddress.of("ana")).isEmpty();
    assertThat(EmailAddress.of("")).isEmpty();
    assertThat(EmailAddress.of("a b@example.com")).isEmpty();
    assertThat(EmailAddress.of("a@b@example.com")).isEmpty();
    assertThat(ANA.toString()).doesNotContain("@");
  }
}
