package io.returnbridge.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.returnbridge.settings.TrustedProxies;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGuardTest {

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final WrongCredentials wrong = new WrongCredentials(metrics);
  private final BodyBudget bodies = new BodyBudget(1 << 20, Duration.ofSeconds(1));
  private final Connections connections = new Connections(3);
  private final ClientAddresses clients = new ClientAddresses(TrustedProxies.parse(""));
  private final RequestMetrics requests = new RequestMetrics(metrics);
  private final Edge.Times times =
      new Edge.Times(
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));
  private final Edge edge = new Edge(connections, bodies, wrong, clients, requests, times);

  private EmbeddedChannel open(boolean published) {
    return open(edge, published, new EmbeddedChannel());
  }

  private EmbeddedChannel open(Edge within) {
    return open(within, false, new EmbeddedChannel());
  }

  private static EmbeddedChannel open(Edge within, boolean published, EmbeddedChannel channel) {
    channel.freezeTime();
    WatchedDecoder decoder = new WatchedDecoder(new HttpServerOptions());
    channel.pipeline().addLast(decoder, new HttpGuard(within, decoder, published));
    return channel;
  }

  private static void send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private static String post(String path, String... headers) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private static void passes(EmbeddedChannel channel, long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** What has been let through: a request, then its content. */
  private static List<String> let(EmbeddedChannel channel) {
    List<String> let = new ArrayList<>();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpRequest request) {
        let.add(request.method() + " " + request.uri());
      } else if (message instanceof HttpContent content && content.content().isReadable()) {
        let.add(content.content().toString(StandardCharsets.UTF_8));
      }
      if (message instanceof LastHttpContent) {
        let.add("end");
      }
    }
    return let;
  }

  private static int refusal(EmbeddedChannel channel) {
    FullHttpResponse answer = channel.readOutbound();
    if (answer == null) {
      return 0;
    }
    assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
    int status = answer.status().code();
    answer.release();
    return status;
  }

  private static void answer(EmbeddedChannel channel, int status) {
    ByteBuf none = Unpooled.EMPTY_BUFFER;
    channel.writeOutbound(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), none));
  }

  @Test
  void a_request_goes_through_when_it_is_whole_and_not_before() {
    EmbeddedChannel channel = open(false);

    send(channel, post("/webhooks/reveni/es", "Content-Length: 6") + "abc");
    assertThat(let(channel)).isEmpty();
    assertThat(bodies.held()).isPositive();

    send(channel, "def");
    assertThat(let(channel)).containsExactly("POST /webhooks/reveni/es", "abcdef", "end");

    answer(channel, 202);
    assertThat(bodies.held()).isZero();
    assertThat(channel.isOpen()).isTrue();
  }

  private static String timing(EmbeddedChannel channel, String path) {
    send(channel, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    let(channel);
    answer(channel, 200);
    FullHttpResponse answer = channel.readOutbound();
    String said = answer.headers().get("Server-Timing", "");
    answer.release();
    return said;
  }

  @Test
  void a_page_says_what_it_took_and_to_nobody_else_is_it_said() {
    EmbeddedChannel channel = open(false);

    assertThat(timing(channel, "/console/today")).matches("page;dur=\\d+");
    assertThat(timing(channel, "/api/pipeline")).isEmpty();
    assertThat(timing(channel, "/login")).isEmpty();
  }

  @Test
  void a_table_goes_through_as_it_comes() {
    EmbeddedChannel channel = open(false);

    send(channel, post("/api/imports/returns", "Content-Length: 6") + "abc");
    assertThat(let(channel)).containsExactly("POST /api/imports/returns", "abc");

    send(channel, "def");
    assertThat(let(channel)).containsExactly("def", "end");
    assertThat(bodies.held()).isZero();
  }

  @Test
  void a_table_that_is_refused_before_its_end_is_not_read_on() {
    EmbeddedChannel channel = open(false);
    send(channel, post("/api/imports/returns", "Content-Length: 6") + "abc");
    let(channel);

    answer(channel, 401);

    FullHttpResponse answered = channel.readOutbound();
    assertThat(answered.headers().get("Connection")).isEqualTo("close");
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/webhooks/reveni/es", "/api/imports/returns"})
  void a_body_that_does_not_end_in_time_is_a_408(String path) {
    EmbeddedChannel channel = open(false);
    send(channel, post(path, "Transfer-Encoding: chunked"));
    for (int i = 0; i < 9; i++) {
      send(channel, "1\r\nx\r\n");
      passes(channel, 1);
    }
    assertThat(refusal(channel)).isZero();

    passes(channel, 60);

    assertThat(refusal(channel)).isEqualTo(408);
    assertThat(channel.isOpen()).isFalse();
    assertThat(bodies.held()).isZero();
    assertThat(connections.size()).isZero();
  }

  @Test
  void a_head_that_does_not_end_in_time_is_a_408_and_silence_a_close() {
    EmbeddedChannel trickle = open(false);
    send(trickle, "GET / HTTP/1.1\r\nHo");
    EmbeddedChannel silent = open(false);

    passes(trickle, 6);
    passes(silent, 6);

    assertThat(refusal(trickle)).isEqualTo(408);
    assertThat(refusal(silent)).isZero();
    assertThat(silent.isOpen()).isFalse();
  }

  @Test
  void an_answer_may_take_its_time_and_the_next_request_begins_anew() {
    EmbeddedChannel channel = open(false);
    for (int i = 0; i < 2; i++) {
      send(channel, "GET /q/health HTTP/1.1\r\nHost: x\r\n\r\n");
      passes(channel, 30);
      answer(channel, 200);
      ((FullHttpResponse) channel.readOutbound()).release();
      passes(channel, 19);
      assertThat(channel.isOpen()).isTrue();
    }

    passes(channel, 2);

    assertThat(channel.isOpen()).isFalse();
    assertThat(refusal(channel)).isZero();
  }

  @Test
  void the_next_request_has_the_time_of_a_head_from_its_first_byte() {
    EmbeddedChannel channel = open(false);
    send(channel, "GET /q/health HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(channel, 200);
    ((FullHttpResponse) channel.readOutbound()).release();
    passes(channel, 18);

    send(channel, "GET /q/he");
    passes(channel, 4);
    send(channel, "alth");
    assertThat(channel.isOpen()).isTrue();
    passes(channel, 2);

    assertThat(refusal(channel)).isEqualTo(408);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_request_that_began_before_the_answer_has_the_time_of_a_head() {
    EmbeddedChannel channel = open(false);
    send(channel, "GET /q/health HTTP/1.1\r\nHost: x\r\n\r\nGET /q");
    answer(channel, 200);
    ((FullHttpResponse) channel.readOutbound()).release();

    passes(channel, 6);

    assertThat(refusal(channel)).isEqualTo(408);
  }

  @Test
  void a_body_that_became_whole_before_it_could_be_cut_is_answered_once() {
    BodyBudget small = new BodyBudget(10, Duration.ZERO);
    EmbeddedChannel channel = open(new Edge(connections, small, wrong, clients, requests, times));
    send(channel, post("/webhooks/reveni/es", "Content-Length: 4") + "ab");
    send(channel, "c");

    // Another event loop needs its bytes; this one has not heard of it when the rest comes.
    assertThat(small.add(new BodyBudget.Body(() -> {}), 8)).isTrue();
    send(channel, "d");
    passes(channel, 0);

    assertThat(refusal(channel)).isZero();
    answer(channel, 202);
    assertThat(((FullHttpResponse) channel.readOutbound()).status().code()).isEqualTo(202);
    assertThat(refusal(channel)).isZero();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void what_is_more_than_a_path_takes_is_a_413() {
    EmbeddedChannel announced = open(false);
    send(announced, post("/webhooks/reveni/es", "Content-Length: 262145"));
    assertThat(refusal(announced)).isEqualTo(413);

    EmbeddedChannel chunked = open(false);
    send(chunked, post("/api/jobs/x/run", "Transfer-Encoding: chunked"));
    for (int i = 0; i < 17; i++) {
      send(chunked, "1000\r\n" + "x".repeat(0x1000) + "\r\n");
    }
    assertThat(refusal(chunked)).isEqualTo(413);
    assertThat(let(chunked)).isEmpty();
    assertThat(bodies.held()).isZero();
  }

  @Test
  void a_refusal_waits_for_the_answers_before_it() {
    EmbeddedChannel channel = open(false);
    send(channel, "GET /q/health HTTP/1.1\r\nHost: x\r\n\r\nGET //x HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(let(channel)).containsExactly("GET /q/health", "end");
    assertThat((Object) channel.readOutbound()).isNull();

    answer(channel, 200);

    assertThat(((FullHttpResponse) channel.readOutbound()).status().code()).isEqualTo(200);
    assertThat(refusal(channel)).isEqualTo(400);
  }

  @Test
  void an_endless_queue_of_requests_is_refused() {
    EmbeddedChannel channel = open(false);

    for (int i = 0; i < 40; i++) {
      send(channel, "GET /q/health HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    assertThat(let(channel)).hasSize(64);
  }

  @Test
  void the_port_to_publish_knows_what_strangers_need_only() {
    for (String path : List.of("/q/health", "/api/reason-codes/", "/api/returns", "/webhook")) {
      EmbeddedChannel channel = open(true);
      send(channel, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(refusal(channel)).as(path).isEqualTo(404);
      channel.close();
    }
    EmbeddedChannel channel = open(true);
    send(channel, "GET /api/reason-codes HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(let(channel)).hasSize(2);
  }

  @Test
  void whoever_keeps_being_wrong_waits_for_being_told_so() {
    EmbeddedChannel channel = open(false);
    for (int i = 0; i < 20; i++) {
      wrong.wrong(WrongCredentials.Kind.LOGIN, "admin", "");
    }
    send(channel, "GET /api/pipeline HTTP/1.1\r\nHost: x\r\n\r\n");

    answer(channel, 401);
    assertThat((Object) channel.readOutbound()).isNull();
    passes(channel, 1);
    assertThat(((FullHttpResponse) channel.readOutbound()).status().code()).isEqualTo(401);

    send(channel, "GET /api/pipeline HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(channel, 200);
    assertThat(((FullHttpResponse) channel.readOutbound()).status().code()).isEqualTo(200);
  }

  @Test
  void one_connection_too_many_is_refused_while_none_has_waited_long() {
    List<EmbeddedChannel> open = List.of(open(false), open(false), open(false));

    EmbeddedChannel another = open(false);

    assertThat(refusal(another)).isEqualTo(503);
    assertThat(open).allMatch(EmbeddedChannel::isOpen);
  }

  /** A connection from this address, on which a request is being worked on. */
  private EmbeddedChannel busy(String address) {
    EmbeddedChannel channel = from(address);
    send(channel, "GET /q/health HTTP/1.1\r\nHost: x\r\n\r\n");
    return channel;
  }

  private EmbeddedChannel from(String address) {
    return open(
        edge,
        false,
        new EmbeddedChannel() {
          @Override
          public SocketAddress remoteAddress() {
            return new InetSocketAddress(address, 1);
          }
        });
  }

  private static void passes(List<EmbeddedChannel> channels) {
    channels.forEach(EmbeddedChannel::runPendingTasks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8:0:1::1"})
  void an_address_that_keeps_all_connections_busy_makes_room_for_others_and_not_for_itself(
      String stranger) {
    List<EmbeddedChannel> strangers = List.of(busy(stranger), busy(stranger), busy(stranger));

    EmbeddedChannel other = from("198.51.100.1");
    passes(strangers);

    assertThat(refusal(other)).isZero();
    assertThat(other.isOpen()).isTrue();
    assertThat(strangers.stream().filter(EmbeddedChannel::isOpen)).hasSize(2);
    assertThat(refusal(from(stranger))).isEqualTo(503);
    assertThat(other.isOpen()).isTrue();
    assertThat(connections.size()).isEqualTo(3);
  }

  @Test
  void of_the_address_with_most_connections_one_that_owes_a_request_goes_first() {
    String stranger = "203.0.113.7";
    EmbeddedChannel idle = from("198.51.100.1");
    List<EmbeddedChannel> strangers = List.of(busy(stranger), from(stranger));

    EmbeddedChannel another = from("198.51.100.2");
    passes(strangers);

    assertThat(another.isOpen()).isTrue();
    assertThat(idle.isOpen()).isTrue();
    assertThat(strangers).extracting(EmbeddedChannel::isOpen).containsExactly(true, false);
  }

  @Test
  void the_connections_of_one_port_take_no_room_from_another() {
    List<EmbeddedChannel> open = List.of(open(true), open(true), open(true));

    EmbeddedChannel another = open(edge.with(new Connections(3)));

    assertThat(refusal(another)).isZero();
    assertThat(another.isOpen()).isTrue();
    assertThat(open).allMatch(EmbeddedChannel::isOpen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "Content-Length: 3\r\nContent-Length: 3",
        "Content-Length: 3, 3",
        "Content-Length: +3",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip, chunked",
        "Content-Length: 3\r\nHost: y",
        "Content-Length: 3\r\nUpgrade: h2c",
        "Content-Length: 3\r\nHTTP2-Settings: x",
        "Content-Length: 3\r\nContent-Type: a/b\r\nContent-Type: c/d",
        "Content-Length: 3\r\nX: a\0b"
      })
  void what_two_readers_could_read_in_two_ways_is_a_400(String headers) {
    EmbeddedChannel channel = open(false);

    send(channel, post("/webhooks/reveni/es", headers) + "0\r\n\r\n");

    assertThat(let(channel)).isEmpty();
    assertThat(refusal(channel)).isEqualTo(400);
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer a\r\nAuthorization: Bearer b",
        "X-REVENI-SIGNATURE: t=1,v1=0\r\nx-reveni-signature: t=1,v1=0"
      })
  void what_proves_who_somebody_is_stands_there_once(String headers) {
    EmbeddedChannel channel = open(false);

    send(channel, post("/webhooks/reveni/es", headers, "Content-Length: 0"));

    assertThat(let(channel)).isEmpty();
    assertThat(refusal(channel)).isEqualTo(401);
  }

  @Test
  void an_announced_body_is_asked_for_once() {
    EmbeddedChannel channel = open(false);
    send(channel, post("/webhooks/reveni/es", "Content-Length: 3", "Expect: 100-continue"));
    assertThat(((FullHttpResponse) channel.readOutbound()).status().code()).isEqualTo(100);

    send(channel, "abc");

    HttpRequest request = channel.readInbound();
    assertThat(request.headers().contains("Expect")).isFalse();
  }
}
