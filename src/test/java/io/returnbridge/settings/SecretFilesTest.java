package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {

  @TempDir Path folder;
  private final List<String> problems = new ArrayList<>();

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("secret"), content);
  }

  private Map<String, String> read(String name, Path file) {
    return SecretFiles.read(Map.of(name, file.toString()), problems::add);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CTP_CLIENT_SECRET",
        "REVENI_ES_API_KEY",
        "REVENI_ES_MAIN_API_KEY_PREVIOUS",
        "WAREHOUSE_API_KEY",
        "WAREHOUSE_API_KEY_PREVIOUS",
        "WAREHOUSE_API_KEY_DHL",
        "CONSOLE_ADMIN_PASSWORD",
        "QUARKUS_DATASOURCE_PASSWORD",
        "ALERTS_SMTP_PASSWORD",
        "ALERTS_WEBHOOK_URL",
        "ALERTS_WEBHOOK_URL_CX"
      })
  void every_secret_may_stand_in_a_file(String name) throws IOException {
    // When
    Map<String, String> read = read(name + "_FILE", file("s3cret\r\n"));

    // Then
    assertThat(read).containsExactly(Map.entry(name, "s3cret"));
    assertThat(problems).isEmpty();
  }

  @Test
  void what_is_no_secret_is_left_as_it_is() throws IOException {
    Path file = file("x");

    assertThat(read("CTP_PROJECT_KEY_FILE", file))
        .containsExactly(Map.entry("CTP_PROJECT_KEY_FILE", file.toString()));
  }

  @Test
  void a_blank_variable_leaves_the_place_to_the_file() throws IOException {
    Map<String, String> variables =
        Map.of(
            "CTP_CLIENT_SECRET", " ",
            "CTP_CLIENT_SECRET_FILE", file("s3cret").toString(),
            "CONSOLE_ADMIN_PASSWORD_FILE", "");

    assertThat(SecretFiles.read(variables, problems::add))
        .containsExactly(Map.entry("CTP_CLIENT_SECRET", "s3cret"));
    assertThat(problems).isEmpty();
  }

  @Test
  void a_secret_and_its_file_at_the_same_time_are_a_problem() throws IOException {
    SecretFiles.read(
        Map.of("CTP_CLIENT_SECRET", "a", "CTP_CLIENT_SECRET_FILE", file("b").toString()),
        problems::add);

    assertThat(problems)
        .containsExactly(
            "CTP_CLIENT_SECRET and CTP_CLIENT_SECRET_FILE are both set: unset one of them");
  }

  @Test
  void a_file_that_cannot_be_a_secret_is_named_and_never_quoted() throws IOException {
    // When
    read("CTP_CLIENT_SECRET_FILE", folder.resolve("absent"));
    read("CTP_CLIENT_SECRET_FILE", folder);
    read("CTP_CLIENT_SECRET_FILE", file("\n"));
    read("CTP_CLIENT_SECRET_FILE", file("user=a\npassword=b"));
    read("CTP_CLIENT_SECRET_FILE", file("x".repeat(70_000)));
    read(
        "CTP_CLIENT_SECRET_FILE",
        Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe}));

    // Then
    assertThat(problems)
        .hasSize(6)
        .allSatisfy(
            p ->
                assertThat(p)
                    .startsWith("CTP_CLIENT_SECRET_FILE is \"" + folder)
                    .contains("set it"))
        .noneSatisfy(p -> assertThat(p).contains("password=b"));
    assertThat(problems.get(0)).contains("no file that can be read");
    assertThat(problems.get(2)).contains("is empty");
    assertThat(problems.get(3)).contains("more than one line");
    assertThat(problems.get(5)).contains("not UTF-8");
  }
}
