package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void a_token_needs_the_right_secret_and_only_granted_scopes() {
    assertThat(http.token("sandbox-client", "wrong", "").status()).isEqualTo(401);
    assertThat(http.token("sandbox-client", "wrong", "").body().path("error").asText())
        .isEqualTo("invalid_client");
    assertThat(http.token("manage_orders:shop view_types:shop").body().path("scope").asText())
        .isEqualTo("manage_orders:shop view_types:shop");
    assertThat(http.token("manage_project:shop").body().path("error").asText())
        .isEqualTo("invalid_scope");
    assertThat(http.token("manage_orders:other").status()).isEqualTo(400);
  }

  @Test
  void a_wrong_or_expired_token_is_401_invalid_token() {
    sandbox.tokenTtl(Duration.ofMillis(50));
    http.use(http.token("").body().path("access_token").asText());
    Awaitility.await().until(() -> http.get("types").status() == 401);
    assertThat(http.get("types").code()).isEqualTo("invalid_token");
    http.use("nonsense");
    assertThat(http.get("types").status()).isEqualTo(401);
  }

  @Test
  void tokens_can_be_expired_at_once() {
    assertThat(http.get("types").status()).isEqualTo(200);
    sandbox.expireTokens();
    assertThat(http.get("types").status()).isEqualTo(401);
  }

  @Test
  void a_missing_scope_is_403_and_managing_includes_viewing() {
    http.use(http.token("manage_orders:shop").body().path("access_token").asText());
    assertThat(http.get("orders").status()).isEqualTo(200);
    assertThat(http.get("payments").status()).isEqualTo(403);
    assertThat(http.get("payments").code()).isEqualTo("insufficient_scope");
    http.use(http.token("view_types:shop").body().path("access_token").asText());
    assertThat(http.get("types").status()).isEqualTo(200);
    assertThat(http.post("types", "{}").status()).isEqualTo(403);
  }

  @Test
  void manage_project_implies_all() {
    sandbox.grant(Set.of("manage_project"));
    http.use(http.token("").body().path("access_token").asText());
    assertThat(http.get("payments").status()).isEqualTo(200);
    assertThat(http.get("").body().path("key").asText()).isEqualTo("shop");
  }

  @Test
  void another_project_or_an_unknown_path_is_404() {
    assertThat(http.get("wishes").status()).isEqualTo(404);
    assertThat(
            http.send(
                    HttpRequest.newBuilder(java.net.URI.create(sandbox.url() + "/other/orders"))
                        .GET())
                .status())
        .isEqualTo(404);
  }

  @Test
  void a_body_must_be_json_of_content_type_json_without_duplicate_names() {
    assertThat(http.post("channels", "{'key':'abc'").code()).isEqualTo("InvalidJsonInput");
    assertThat(http.post("channels", "{'key':'abc','key':'abd'}").code())
        .isEqualTo("InvalidJsonInput");
    assertThat(
            http.send(
                    http.request("channels")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"abc\"}")))
                .status())
        .isEqualTo(400);
  }
}
