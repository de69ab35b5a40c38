package io.returnbridge.tracing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A collector that takes spans by OTLP over HTTP, in protobuf, and reads what it is sent by the
 * numbers of {@code opentelemetry/proto/trace/v1/trace.proto}.
 */
public final class Collector implements AutoCloseable {

  /**
   * A span.
   *
   * @param parent empty for the first of its trace
   * @param kind 1 internal, 2 server, 3 client, 5 consumer
   * @param links ids of spans
   * @param failed whether its status says so
   */
  public record Seen(
      String trace,
      String id,
      String parent,
      String name,
      int kind,
      Map<String, String> says,
      List<String> links,
      boolean failed,
      Map<String, String> resource) {

    public String says(String name) {
      return says.getOrDefault(name, "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> spans = new ArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();

  public Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
            read(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Seen> spans() {
    synchronized (spans) {
      return List.copyOf(spans);
    }
  }

  /** {@code X-Key} of each request. */
  public List<String> headers() {
    return List.copyOf(headers);
  }

  private void read(byte[] request) {
    for (Message ofResource : new Message(request).all(1)) {
      Map<String, String> resource = new TreeMap<>();
      ofResource.all(1).forEach(r -> resource.putAll(attributes(r, 1)));
      for (Message ofScope : ofResource.all(2)) {
        for (Message span : ofScope.all(2)) {
          Seen seen =
              new Seen(
                  span.hex(1),
                  span.hex(2),
                  span.hex(4),
                  span.text(5),
                  (int) span.number(6),
                  attributes(span, 9),
                  span.all(13).stream().map(link -> link.hex(2)).toList(),
                  span.all(15).stream().anyMatch(status -> status.number(3) == 2),
                  resource);
          synchronized (spans) {
            spans.add(seen);
          }
        }
      }
    }
  }

  private static Map<String, String> attributes(Message of, int field) {
    Map<String, String> said = new TreeMap<>();
    for (Message one : of.all(field)) {
      for (Message value : one.all(2)) {
        String text = value.text(1);
        said.put(one.text(1), text.isEmpty() ? Long.toString(value.number(3)) : text);
      }
    }
    return said;
  }

  /** A message of protobuf: its fields by their numbers. */
  private static final class Message {
    private final Map<Integer, List<byte[]>> parts = new TreeMap<>();
    private final Map<Integer, Long> numbers = new TreeMap<>();

    Message(byte[] bytes) {
      ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (from.hasRemaining()) {
        long tag = varint(from);
        int field = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
          case 0 -> numbers.put(field, varint(from));
          case 1 -> numbers.put(field, from.getLong());
          case 2 -> {
            byte[] part = new byte[(int) varint(from)];
            from.get(part);
            parts.computeIfAbsent(field, f -> new ArrayList<>()).add(part);
          }
          case 5 -> numbers.put(field, (long) from.getInt());
          default -> throw new IllegalArgumentException("no protobuf: " + tag);
        }
      }
    }

    private static long varint(ByteBuffer from) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = from.get();
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    List<Message> all(int field) {
      return parts.getOrDefault(field, List.of()).stream().map(Message::new).toList();
    }

    String text(int field) {
      List<byte[]> found = parts.getOrDefault(field, List.of());
      return found.isEmpty() ? "" : new String(found.get(0), StandardCharsets.UTF_8);
    }

    String hex(int field) {
      List<byte[]> found = parts.getOrDefault(field, List.of());
      return found.isEmpty() ? "" : HexFormat.of().formatHex(found.get(0));
    }

    long number(int field) {
      return numbers.getOrDefault(field, 0L);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
