package io.returnbridge.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly these bytes, which no HTTP library would. */
final class RawClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * @param status 0 when the connection ended without an answer
   * @param headers by lower-case name
   */
  record Answer(int status, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }
  }

  private final Socket socket = new Socket();

  private RawClient(int port, String from) {
    try {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 30_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawClient to(URI address) {
    return new RawClient(address.getPort(), "127.0.0.1");
  }

  /** From another address of this machine, such as 127.0.0.2. */
  static RawClient from(String address, URI to) {
    return new RawClient(to.getPort(), address);
  }

  /** One request, each line as it is, and its answer. */
  static Answer ask(URI address, String... lines) {
    return askFrom("127.0.0.1", address, lines);
  }

  static Answer askFrom(String from, URI address, String... lines) {
    try (RawClient client = from(from, address)) {
      client.send(String.join("\r\n", lines) + "\r\n\r\n");
      return client.answer();
    }
  }

  /** False when the other side has ended the connection. */
  boolean send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  /** The next answer, interim ones (1xx) included. */
  Answer answer() {
    try {
      InputStream in = socket.getInputStream();
      String line = line(in);
      if (line.isEmpty()) {
        return new Answer(0, Map.of(), "");
      }
      int status = Integer.parseInt(line.split(" ")[1]);
      Map<String, List<String>> headers = new TreeMap<>();
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        int colon = header.indexOf(':');
        headers
            .computeIfAbsent(
                header.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
            .add(header.substring(colon + 1).strip());
      }
      return new Answer(status, headers, body(in, status, headers));
    } catch (SocketException reset) {
      return new Answer(0, Map.of(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(InputStream in, int status, Map<String, List<String>> headers)
      throws IOException {
    if (status < 200 || status == 204) {
      return "";
    }
    if (headers.containsKey("content-length")) {
      int length = Integer.parseInt(headers.get("content-length").get(0));
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (headers.containsKey("transfer-encoding")) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private static int chunk(InputStream in) throws IOException {
    String size = line(in);
    return size.isEmpty() ? 0 : Integer.parseInt(size, 16);
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

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
