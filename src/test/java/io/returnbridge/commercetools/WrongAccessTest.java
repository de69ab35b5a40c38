package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.returnbridge.outage.Circuit;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.settings.Commercetools;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each way to mistype the access to commercetools is named as what it is. */
class WrongAccessTest {

  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private String secret = sandbox.clientSecret();
  private String scopes = String.join(" ", sandbox.scopes());
  private String auth = sandbox.authUrl();
  private String api = sandbox.url();
  private String project = "shop";

  @AfterEach
  void stop() {
    sandbox.close();
  }

  /** What is said about it, by whoever asks for a token and then for orders. */
  private String said() {
    CommercetoolsClient client =
        new CommercetoolsClient(
            new Commercetools(
                project,
                sandbox.clientId(),
                secret,
                URI.create(auth),
                URI.create(api),
                scopes,
                100),
            Duration.ofSeconds(5),
            Circuit.neverOpen("commercetools"));
    Throwable thrown = catchThrowable(() -> client.call(root -> root.orders().get().withLimit(0)));
    return String.valueOf(thrown == null ? "" : thrown.getMessage());
  }

  @Test
  void right_access_says_nothing() {
    assertThat(said()).isEmpty();
  }

  @Test
  void a_wrong_secret() {
    secret = "another";
    assertThat(said())
        .contains("does not know the API client", "CTP_CLIENT_ID or CTP_CLIENT_SECRET is wrong")
        .doesNotContain("CTP_SCOPES", "another");
  }

  @Test
  void a_scope_that_is_not_granted_and_one_that_is_mistyped() {
    scopes = "manage_orders:shop manage_paiments:shop";
    assertThat(said())
        .contains("does not grant the API client every scope of CTP_SCOPES", "<scope>:shop")
        .contains("it has manage_paiments (did you mean \"manage_payments\"?)")
        .doesNotContain("CTP_CLIENT_SECRET");
    scopes = "manage_orders:shop view_discounts:shop";
    assertThat(said()).contains("every scope of CTP_SCOPES").doesNotContain("did you mean");
  }

  @Test
  void a_host_that_is_not_known() {
    auth = "https://auth.europe-west1.gcp.comercetools.invalid";
    assertThat(said())
        .contains("the host auth.europe-west1.gcp.comercetools.invalid is not known")
        .contains("did you mean \"auth.europe-west1.gcp.commercetools.com\"?")
        .contains("check CTP_AUTH_URL")
        .doesNotContain("null");
    auth = sandbox.authUrl();
    api = "https://api.nowhere.invalid";
    assertThat(said())
        .contains("the host api.nowhere.invalid is not known", "check CTP_API_URL")
        .doesNotContain("null", "did you mean");
  }

  @Test
  void a_port_where_nothing_listens() {
    auth = "http://127.0.0.1:1";
    assertThat(said()).contains("nothing listens at 127.0.0.1:1", "check CTP_AUTH_URL");
    auth = sandbox.authUrl();
    api = "http://127.0.0.1:1";
    assertThat(said()).contains("nothing listens at 127.0.0.1:1", "check CTP_API_URL");
  }

  @Test
  void an_address_that_is_no_authorization_server() {
    auth = sandbox.url() + "/somewhere/else";
    assertThat(said()).contains("CTP_AUTH_URL").doesNotContain("CTP_SCOPES", "CTP_CLIENT_SECRET");
  }

  @Test
  void a_wrong_project_key() {
    project = "shopp";
    assertThat(said()).contains("CTP_PROJECT_KEY");
  }
}
