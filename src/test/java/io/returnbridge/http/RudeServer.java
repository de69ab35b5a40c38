package io.returnbridge.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A server of plain sockets that may answer in ways that no HTTP library would. */
public final class RudeServer implements AutoCloseable {

  /**
   * One request.
   *
   * @param head its first line and its headers
   */
  public record Request(List<String> head, byte[] body) {
    public String line() {
      return head.get(0);
    }
  }

  /** What becomes of one request. */
  @FunctionalInterface
  public interface Manner {
    /**
     * @param out closed afterwards
     */
    void answer(Request request, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Manner manner;

  public RudeServer(Manner manner) {
    this.manner = manner;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(
        () -> {
          while (!server.isClosed()) {
            Socket socket = server.accept();
            open.add(socket);
            start(() -> serve(socket));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException expected) {
                // Whoever called has gone, or this server has been closed.
              }
            },
            "rude-server");
    thread.setDaemon(true);
    thread.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  public void manner(Manner next) {
    manner = next;
  }

  /** The first lines of all requests. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve(Socket socket) throws IOException {
    try (socket) {
      Request request = read(socket.getInputStream());
      if (!request.head().isEmpty()) {
        requests.add(request.line());
        manner.answer(request, socket.getOutputStream());
        socket.getOutputStream().flush();
      }
    } finally {
      open.remove(socket);
    }
  }

  private static Request read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new Request(lines, in.readNBytes(length));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** An answer as it should be; headers end with a line break each. */
  public static Manner answer(int status, String headers, String body) {
    return (request, out) -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      write(
          out,
          "HTTP/1.1 "
              + status
              + " X\r\n"
              + headers
              + "Content-Length: "
              + bytes.length
              + "\r\n\r\n");
      out.write(bytes);
    };
  }

  /** As another server answers. */
  public static Manner as(URI other) {
    return (request, out) -> {
      try (Socket socket = new Socket(other.getHost(), other.getPort())) {
        OutputStream there = socket.getOutputStream();
        for (String line : request.head()) {
          if (!line.toLowerCase(Locale.ROOT).startsWith("connection:")) {
            write(there, line + "\r\n");
          }
        }
        write(there, "Connection: close\r\n\r\n");
        there.write(request.body());
        there.flush();
        socket.getInputStream().transferTo(out);
      }
    };
  }

  /** The request is read, and the connection ends. */
  public static Manner hangUp() {
    return (request, out) -> {};
  }

  /** Status and headers at once, then a byte each pause, for ever. */
  public Manner trickle(long pauseMillis) {
    return (request, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      drip(out, " ", pauseMillis);
    };
  }

  /** A byte of a header each pause, for ever. */
  public Manner trickleOfHeaders(long pauseMillis) {
    return (request, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
      drip(out, "x", pauseMillis);
    };
  }

  private void drip(OutputStream out, String what, long pauseMillis) throws IOException {
    try {
      do {
        write(out, what);
        out.flush();
      } while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Chunks without an end. */
  public static Manner endless(int status) {
    return (request, out) -> {
      write(out, "HTTP/1.1 " + status + " OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
      while (true) {
        write(out, chunk);
      }
    };
  }

  /** Headers without an end. */
  public static Manner endlessHeaders() {
    return (request, out) -> {
      write(out, "HTTP/1.1 200 OK\r\n");
      while (true) {
        write(out, "X-More: " + "x".repeat(1000) + "\r\n");
      }
    };
  }

  /** About 100 kB that unpack to so many bytes. */
  public static Manner bomb(int unpacked) {
    return (request, out) -> {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        byte[] blank = new byte[1 << 20];
        java.util.Arrays.fill(blank, (byte) ' ');
        for (int n = 0; n < unpacked; n += blank.length) {
          gzip.write(blank);
        }
      }
      write(
          out,
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
              + packed.size()
              + "\r\n\r\n");
      packed.writeTo(out);
    };
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
