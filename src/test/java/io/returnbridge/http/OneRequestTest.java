package io.returnbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneRequestTest {

  private static final int LARGEST = 2 << 20;

  private final RudeServer server = new RudeServer(RudeServer.hangUp());
  private final CloseableHttpClient client = client(Duration.ofSeconds(60));

  private static CloseableHttpClient client(Duration within) {
    return OneRequest.on(HttpClientBuilder.create(), LARGEST)
        .setConnectionManager(OneRequest.connections(Duration.ofSeconds(3)))
        .setDefaultRequestConfig(
            RequestConfig.custom().setResponseTimeout(Timeout.of(within)).build())
        .build();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private String ask(CloseableHttpClient by, HttpUriRequestBase request) throws IOException {
    return by.execute(
        request,
        answer ->
            answer.getCode()
                + " "
                + (answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity())));
  }

  private HttpPost post() {
    HttpPost post = new HttpPost(server.url() + "/verdict");
    post.setEntity(new StringEntity("{}"));
    return post;
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504, 301, 302, 303, 307, 308, 401, 407, 425})
  void whatever_the_answer_a_request_is_sent_once(int status) throws IOException {
    server.manner(
        RudeServer.answer(
            status,
            "Retry-After: 0\r\nLocation: /elsewhere\r\nWWW-Authenticate: Basic realm=\"x\"\r\nConnection: close\r\n",
            "no"));

    assertThat(ask(client, post())).isEqualTo(status + " no");
    assertThat(ask(client, new HttpGet(server.url() + "/return"))).isEqualTo(status + " no");

    assertThat(server.requests()).containsExactly("POST /verdict HTTP/1.1", "GET /return HTTP/1.1");
  }

  @Test
  void a_request_without_an_answer_is_sent_once() {
    assertThatThrownBy(() -> ask(client, new HttpGet(server.url() + "/return")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ask(client, post())).isInstanceOf(IOException.class);

    assertThat(server.requests()).hasSize(2);
  }

  static Stream<RudeServer.Manner> tooMuch() {
    return Stream.of(
        RudeServer.endless(200),
        RudeServer.bomb(100 << 20),
        RudeServer.answer(200, "Connection: close\r\n", " ".repeat(LARGEST + 1)));
  }

  @ParameterizedTest
  @MethodSource("tooMuch")
  void an_answer_has_a_largest_size_after_it_was_unpacked(RudeServer.Manner manner) {
    server.manner(manner);

    assertThatThrownBy(() -> ask(client, new HttpGet(server.url())))
        .isInstanceOfSatisfying(AnswerTooLarge.class, e -> assertThat(e.status()).isEqualTo(200))
        .hasMessage("its answer is larger than 2 MiB");
  }

  static Stream<RudeServer.Manner> packedWrongly() {
    return Stream.of(
        RudeServer.answer(200, "Content-Encoding: gzip\r\n", "{\"id\": \"not packed at all\"}"),
        RudeServer.answer(200, "Content-Encoding: deflate\r\n", "x".repeat(100)));
  }

  @ParameterizedTest
  @MethodSource("packedWrongly")
  void answers_that_cannot_be_unpacked_use_up_no_connections(RudeServer.Manner manner)
      throws IOException {
    server.manner(manner);
    for (int n = 0; n < OneRequest.MOST_CONNECTIONS + 1; n++) {
      assertThatThrownBy(() -> ask(client, new HttpGet(server.url())))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(AnswerTooSlow.class);
    }

    server.manner(RudeServer.answer(200, "Connection: close\r\n", "{}"));
    assertThat(ask(client, new HttpGet(server.url()))).isEqualTo("200 {}");
  }

  @Test
  void an_answer_of_the_largest_size_is_taken() throws IOException {
    server.manner(RudeServer.answer(200, "Connection: close\r\n", "x".repeat(LARGEST)));

    assertThat(ask(client, new HttpGet(server.url()))).hasSize(LARGEST + 4);
  }

  @Test
  void a_request_may_have_an_answer_of_another_largest_size() throws IOException {
    RudeServer.Manner more = RudeServer.answer(200, "Connection: close\r\n", "x".repeat(3 << 20));
    List<String> sent = new CopyOnWriteArrayList<>();
    server.manner(
        (request, out) -> {
          sent.addAll(request.head());
          more.answer(request, out);
        });
    HttpGet list = new HttpGet(server.url());
    list.setHeader(OneRequest.LARGEST_ANSWER, String.valueOf(3 << 20));

    assertThat(ask(client, list)).hasSize((3 << 20) + 4);
    assertThat(sent).noneMatch(line -> line.contains("Returnbridge"));

    HttpGet less = new HttpGet(server.url());
    less.setHeader(OneRequest.LARGEST_ANSWER, String.valueOf(1 << 20));
    assertThatThrownBy(() -> ask(client, less)).hasMessage("its answer is larger than 1 MiB");
  }

  @Test
  void headers_without_an_end_are_no_answer() {
    server.manner(RudeServer.endlessHeaders());

    assertThatThrownBy(() -> ask(client, new HttpGet(server.url())))
        .isInstanceOf(IOException.class);
  }

  @Test
  void the_time_out_is_for_the_whole_answer() throws IOException {
    try (CloseableHttpClient hasty = client(Duration.ofSeconds(2))) {
      server.manner(server.trickle(300));
      assertThatThrownBy(() -> ask(hasty, new HttpGet(server.url())))
          .isInstanceOf(AnswerTooSlow.class)
          .hasMessage("no whole answer within 2 s");

      server.manner(server.trickleOfHeaders(300));
      assertThatThrownBy(() -> ask(hasty, new HttpGet(server.url())))
          .isInstanceOf(AnswerTooSlow.class);

      server.manner(RudeServer.answer(200, "Connection: close\r\n", "{}"));
      assertThat(ask(hasty, new HttpGet(server.url()))).isEqualTo("200 {}");
    }
  }
}
