package io.returnbridge.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who sends what nobody should: byte by byte over sockets, since no HTTP client sends it. They come
 * from addresses of their own, {@code 127.0.0.2} to {@code 127.0.0.9}, and pause a little, so that
 * they do not take the machine's two cores by mere number.
 */
final class Attackers {

  /** One way to attack; each call is one attempt, and tells the status that it got, or 0. */
  private interface Attack {
    int once(Random random) throws IOException;
  }

  private final URI program;
  private final Map<String, Attack> attacks = new TreeMap<>();
  private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();
  private final List<Future<?>> under = new ArrayList<>();
  private final ExecutorService crowd = Executors.newCachedThreadPool();

  Attackers(URI program) {
    this.program = program;
    attacks.put("methods", this::oddMethod);
    attacks.put("paths", this::oddPath);
    attacks.put("guesses", this::guess);
    attacks.put("keys", this::guessKey);
    attacks.put("signatures", this::forge);
    attacks.put("large bodies", this::largeBody);
    attacks.put("chunks without end", this::endlessChunks);
    attacks.put("two lengths", this::twoLengths);
    attacks.put("broken requests", this::broken);
    attacks.put("deep bodies", this::deepBody);
    attacks.put("held connections", r -> hold(r, 40));
    attacks.put("slow bodies", r -> slowBody(r, 24));
    attacks.put("slow headers", r -> slowHeaders(r, 24));
  }

  /** All kinds side by side for so long, and each at least once. */
  void begin(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    attacks.forEach(
        (name, attack) ->
            under.add(
                crowd.submit(
                    () -> {
                      Random random = new Random(name.hashCode());
                      do {
                        attempt(name, attack, random);
                        TimeUnit.MILLISECONDS.sleep(20);
                      } while (System.nanoTime() < until);
                      return null;
                    })));
  }

  /** Waits for their end. */
  void end() throws Exception {
    for (Future<?> attack : under) {
      attack.get(10, TimeUnit.MINUTES);
    }
    crowd.shutdownNow();
  }

  /** How often each got which status; 0 is a connection that was cut. */
  Map<String, AtomicInteger> answers() {
    return answers;
  }

  private void attempt(String name, Attack attack, Random random) {
    int status;
    try {
      status = attack.once(random);
    } catch (IOException cut) {
      status = 0;
    }
    answers.computeIfAbsent(name + " " + status, k -> new AtomicInteger()).incrementAndGet();
  }

  private int oddMethod(Random random) throws IOException {
    return ask(
        random,
        word(random, 3 + random.nextInt(20)).toUpperCase(java.util.Locale.ROOT)
            + " /"
            + (random.nextBoolean() ? "webhooks/reveni/es" : word(random, 6))
            + " HTTP/1.1\r\n");
  }

  private int oddPath(Random random) throws IOException {
    String[] shapes = {
      "/webhooks/%2e%2e/q/metrics",
      "/webhooks/reveni/../../q/health",
      "//q/metrics",
      "/webhooks/reveni/es;a=" + word(random, 8),
      "/%00" + word(random, 8),
      "/" + word(random, 12) + "/" + word(random, 12),
      "/api/returns/" + word(random, 200),
      "/api/returns?" + word(random, 8) + "=1",
      "/warehouse/scans?Authorization=Bearer%20" + word(random, 24),
      "/q/%6detrics/" + word(random, 5)
    };
    return ask(random, "GET " + shapes[random.nextInt(shapes.length)] + " HTTP/1.1\r\n");
  }

  private int guess(Random random) throws IOException {
    String login =
        Base64.getEncoder()
            .encodeToString(("admin:" + word(random, 12)).getBytes(StandardCharsets.UTF_8));
    return ask(random, "GET /api/pipeline HTTP/1.1\r\nAuthorization: Basic " + login + "\r\n");
  }

  private int guessKey(Random random) throws IOException {
    return post(
        random,
        "/warehouse/scans",
        "Authorization: Bearer " + word(random, 24) + "\r\n",
        "{\"scanId\":\"x\"}".getBytes(StandardCharsets.UTF_8));
  }

  private int forge(Random random) throws IOException {
    return post(
        random,
        "/webhooks/reveni/es",
        "X-REVENI-SIGNATURE: t="
            + System.currentTimeMillis() / 1000
            + ",v1="
            + word(random, 64)
            + "\r\n",
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  private int largeBody(Random random) throws IOException {
    return post(random, "/webhooks/reveni/es", "", new byte[2 << 20]);
  }

  private int endlessChunks(Random random) throws IOException {
    try (Socket socket = open(random)) {
      OutputStream out = socket.getOutputStream();
      write(out, head("POST", "/webhooks/reveni/es", "Transfer-Encoding: chunked\r\n"));
      byte[] chunk = new byte[16 << 10];
      byte[] size = "4000\r\n".getBytes(StandardCharsets.ISO_8859_1);
      byte[] end = "\r\n".getBytes(StandardCharsets.ISO_8859_1);
      try {
        for (int i = 0; i < 256; i++) {
          out.write(size);
          out.write(chunk);
          out.write(end);
        }
      } catch (IOException cut) {
        return 0;
      }
      return status(socket);
    }
  }

  private int twoLengths(Random random) throws IOException {
    return ask(
        random,
        "POST /webhooks/reveni/es HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n");
  }

  private int broken(Random random) throws IOException {
    String[] lines = {
      "GET\r\n",
      "GET / HTTP/9.9\r\n",
      "PRI * HTTP/2.0\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n",
      "GET / HTTP/1.1\r\nX: " + word(random, 64 << 10) + "\r\n",
      "GET /" + word(random, 16 << 10) + " HTTP/1.1\r\n",
      "GET / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
    };
    return ask(random, lines[random.nextInt(lines.length)]);
  }

  private int deepBody(Random random) throws IOException {
    return post(random, "/api/replay", "", "[".repeat(60_000).getBytes(StandardCharsets.UTF_8));
  }

  /** Connections that announce a body, send nearly all of it, and then nothing. */
  private int slowBody(Random random, int connections) throws IOException {
    byte[] most = new byte[200 << 10];
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Socket socket = open(random);
        open.add(socket);
        write(
            socket.getOutputStream(),
            head("POST", "/webhooks/reveni/es", "Content-Length: 261000\r\n"));
        socket.getOutputStream().write(most);
      }
      return status(open.get(0));
    } finally {
      close(open);
    }
  }

  private int slowHeaders(Random random, int connections) throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Socket socket = open(random);
        open.add(socket);
        write(socket.getOutputStream(), "POST /webhooks/reveni/es HTTP/1.1\r\nHost: x\r\nX-A");
      }
      for (int i = 0; i < 5; i++) {
        for (Socket socket : open) {
          write(socket.getOutputStream(), "a");
        }
        pause(Duration.ofSeconds(1));
      }
      return status(open.get(0));
    } finally {
      close(open);
    }
  }

  /** Connections that say nothing. */
  private int hold(Random random, int connections) throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        open.add(open(random));
      }
      pause(Duration.ofSeconds(3));
      return 0;
    } finally {
      close(open);
    }
  }

  private int post(Random random, String path, String headers, byte[] body) throws IOException {
    try (Socket socket = open(random)) {
      OutputStream out = socket.getOutputStream();
      write(
          out,
          head(
              "POST",
              path,
              headers
                  + "Content-Type: application/json\r\nContent-Length: "
                  + body.length
                  + "\r\n"));
      try {
        out.write(body);
      } catch (IOException refused) {
        // The answer may have come before the body was sent.
      }
      return status(socket);
    }
  }

  private int ask(Random random, String head) throws IOException {
    try (Socket socket = open(random)) {
      write(socket.getOutputStream(), head + "Host: x\r\nConnection: close\r\n\r\n");
      return status(socket);
    }
  }

  private static String head(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
  }

  private Socket open(Random random) throws IOException {
    Socket socket = new Socket();
    try {
      socket.bind(
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + random.nextInt(8))}), 0));
      socket.connect(new InetSocketAddress(program.getHost(), program.getPort()), 5_000);
      socket.setSoTimeout(30_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static int status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] start = in.readNBytes(12);
    String line = new String(start, StandardCharsets.ISO_8859_1);
    return line.matches("HTTP/1\\.[01] \\d{3}") ? Integer.parseInt(line.substring(9)) : 0;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String word(Random random, int length) {
    char[] letters = new char[length];
    for (int i = 0; i < length; i++) {
      letters[i] = (char) ('a' + random.nextInt(26));
    }
    return new String(letters);
  }
}
