package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleUsersFileTest {
  private static final String HASH = "$2a$11$" + "x".repeat(53);

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("users.csv"), text);
  }

  private List<String> problems(String text) throws IOException {
    Path file = file(text);
    return catchThrowableOfType(SettingsProblems.class, () -> ConsoleUsersFile.read(file))
        .problems();
  }

  @Test
  void users_have_a_name_a_hash_and_roles() throws IOException {
    Path file =
        file(
            "\uFEFFname,password,roles,locale\r\n# finance\r\ncarla, "
                + HASH
                + " ,cx  finance,es\r\n\r\nnora@example.com,"
                + HASH
                + ",admin\r\n");

    assertThat(ConsoleUsersFile.read(file).values())
        .containsExactlyInAnyOrder(
            new ConsoleUser("carla", HASH, Set.of("cx", "finance"), "es"),
            new ConsoleUser("nora@example.com", HASH, Set.of("admin"), "en"));
    assertThat(ConsoleUsersFile.read(file).toString()).doesNotContain(HASH);
  }

  @Test
  void every_fault_is_named_with_its_line_and_column() throws IOException {
    List<String> problems =
        problems(
            String.join(
                "\n",
                "name,password,roles,locale",
                "a b," + HASH + ",cx,en",
                "admin," + HASH + ",cx,en",
                "carla,plain-password,cx,en",
                "dora," + HASH + ",finanse,en",
                "dora," + HASH + ",,fr",
                "emma," + HASH));

    String file = folder.resolve("users.csv") + ":";
    assertThat(problems)
        .satisfiesExactly(
            p -> assertThat(p).startsWith(file + "2 column \"name\": \"a b\""),
            p -> assertThat(p).startsWith(file + "3 column \"name\": admin is the user"),
            p -> assertThat(p).startsWith(file + "4 column \"password\"").contains("hash-password"),
            p -> assertThat(p).startsWith(file + "5").contains("did you mean \"finance\"?"),
            p -> assertThat(p).startsWith(file + "6 column \"roles\""),
            p -> assertThat(p).startsWith(file + "6 column \"locale\": \"fr\""))
        .noneSatisfy(p -> assertThat(p).contains("plain-password"));
  }

  @Test
  void what_is_no_such_table_is_a_problem() throws IOException {
    assertThat(problems("")).singleElement().asString().contains("is empty");
    assertThat(problems("user;password\n")).singleElement().asString().contains("the header must");
    Path absent = folder.resolve("absent.csv");
    assertThat(
            catchThrowableOfType(SettingsProblems.class, () -> ConsoleUsersFile.read(absent))
                .problems())
        .singleElement()
        .asString()
        .startsWith("CONSOLE_USERS is \"" + absent)
        .contains("set it to a CSV file");
  }
}
