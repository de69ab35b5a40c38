package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.settings.DatabaseServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseLoginTest {

  private static final DatabaseServer SERVER = TestDatabase.server();

  private static DatabaseLogin login(String url, String password) {
    return DatabaseLogin.tryOnce(new DatabaseServer(url, SERVER.username(), Optional.of(password)));
  }

  @Test
  void a_right_login_is_open_and_names_the_server() {
    DatabaseLogin login = DatabaseLogin.tryOnce(SERVER);

    assertThat(login.isOpen()).isTrue();
    assertThat(login.what()).startsWith("PostgreSQL 1");
  }

  @Test
  void a_wrong_password_names_its_variables_and_does_not_pass_by_itself() {
    DatabaseLogin login = login(SERVER.jdbcUrl(), "guessed");

    assertThat(login.what()).contains("28P01");
    assertThat(login.remedy())
        .contains("QUARKUS_DATASOURCE_USERNAME", "QUARKUS_DATASOURCE_PASSWORD");
    assertThat(login.passing()).isFalse();
    assertThat(login.toString()).doesNotContain("guessed");
  }

  @Test
  void a_database_that_is_not_there_is_to_be_created() {
    DatabaseLogin login =
        login(
            SERVER.jdbcUrl().replaceFirst("/[^/]+$", "/returns"), SERVER.password().orElseThrow());

    assertThat(login.what()).contains("does not exist");
    assertThat(login.remedy()).contains("QUARKUS_DATASOURCE_JDBC_URL");
    assertThat(login.passing()).isFalse();
  }

  @Test
  void a_server_that_is_away_may_come() {
    DatabaseLogin login = login("jdbc:postgresql://127.0.0.1:1/postgres", "x");

    assertThat(login.isOpen()).isFalse();
    assertThat(login.remedy()).contains("QUARKUS_DATASOURCE_JDBC_URL");
    assertThat(login.passing()).isTrue();
  }
}
