package io.returnbridge.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends signed webhooks by many connections at a time, with as little work of its own as can be.
 */
final class WebhookLoad {
  private static final int OPEN_LOOP_CONNECTIONS = 128;

  /**
   * What came of it.
   *
   * @param latencies of those that were answered 202
   * @param refused answered otherwise
   */
  record Outcome(Latencies latencies, int refused, double seconds) {
    double accepted() {
      return latencies.sorted().size() / seconds;
    }
  }

  private final URI target;
  private final List<byte[]> bodies;
  private final Signer signer;
  private final AtomicInteger next = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();

  /** Signs a body now: the header's value. */
  interface Signer {
    String sign(byte[] body);
  }

  /**
   * @param bodies sent in turn
   */
  WebhookLoad(URI target, List<byte[]> bodies, Signer signer) {
    this.target = target;
    this.bodies = bodies;
    this.signer = signer;
  }

  /** Each connection sends the next one as soon as it is answered. */
  Outcome closed(int connections, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    return run(
        connections,
        connection -> {
          while (System.nanoTime() < end) {
            exchange(connection, System.nanoTime());
          }
        });
  }

  /** So many a second, whether answers come or not; each counts from when it was to be sent. */
  Outcome open(int perSecond, Duration time) throws Exception {
    long began = System.nanoTime();
    long all = perSecond * time.toSeconds();
    AtomicInteger sent = new AtomicInteger();
    return run(
        OPEN_LOOP_CONNECTIONS,
        connection -> {
          for (int n = sent.getAndIncrement(); n < all; n = sent.getAndIncrement()) {
            long due = began + n * 1_000_000_000L / perSecond;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            exchange(connection, due);
          }
        });
  }

  private interface Sender {
    void send(Connection connection) throws Exception;
  }

  private Outcome run(int connections, Sender sender) throws Exception {
    accepted.clear();
    refused.set(0);
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    long began = System.nanoTime();
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int n = 0; n < connections; n++) {
        Callable<Boolean> task =
            () -> {
              try (Connection connection = new Connection(target)) {
                sender.send(connection);
                return true;
              }
            };
        all.add(threads.submit(task));
      }
      for (Future<Boolean> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Outcome(Latencies.of(accepted), refused.get(), seconds);
  }

  private void exchange(Connection connection, long from) throws IOException {
    byte[] body = bodies.get(Math.floorMod(next.getAndIncrement(), bodies.size()));
    if (connection.post(body, signer.sign(body)) == 202) {
      accepted.add(System.nanoTime() - from);
    } else {
      refused.incrementAndGet();
    }
  }

  /** Kept open from one request to the next. */
  private static final class Connection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final URI target;
    private final Socket socket;
    private final InputStream in;

    Connection(URI target) throws IOException {
      this.target = target;
      this.socket = new Socket(target.getHost(), target.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    int post(byte[] body, String signature) throws IOException {
      byte[] head =
          """
          POST %s HTTP/1.1\r
          Host: %s\r
          Content-Type: application/json\r
          X-REVENI-SIGNATURE: %s\r
          Content-Length: %d\r
          \r
          """
              .formatted(target.getPath(), target.getAuthority(), signature, body.length)
              .getBytes(StandardCharsets.US_ASCII);
      byte[] all = new byte[head.length + body.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      socket.getOutputStream().write(all);
      int status = Integer.parseInt(line().split(" ")[1]);
      int length = 0;
      boolean chunked = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        String lower = header.toLowerCase(Locale.ROOT);
        chunked |= lower.equals("transfer-encoding: chunked");
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
        }
      }
      in.skipNBytes(length);
      if (chunked) {
        skipChunks();
      }
      return status;
    }

    private void skipChunks() throws IOException {
      int size = Integer.parseInt(line(), 16);
      while (size > 0) {
        in.skipNBytes(size);
        line();
        size = Integer.parseInt(line(), 16);
      }
      line();
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the connection was ended");
        }
        line.append((char) c);
      }
      return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
