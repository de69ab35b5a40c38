package io.returnbridge.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.returnbridge.json.Json;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Where alerts arrive: a mail server and a chat's webhook, in the test's JVM. */
final class AlertDesk implements AutoCloseable {

  static final String PATH = "/services/T0/secret-token?sig=a%2Fb&x=1";

  /**
   * @param path as it was called, with its query
   */
  record Call(String path, String contentType, String key, String text) {}

  private static final long STARTUP_MILLIS = 60_000;

  private final ServerSetup setup;
  private final HttpServer chat;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private GreenMail mail;
  private final Deque<Integer> next = new ConcurrentLinkedDeque<>();
  private volatile CountDownLatch held = new CountDownLatch(0);

  AlertDesk() {
    setup = new ServerSetup(Ports.free(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(STARTUP_MILLIS);
    try {
      chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chat.setExecutor(Executors.newCachedThreadPool());
    chat.createContext("/", this::take);
    chat.start();
    openMail();
  }

  void openMail() {
    mail = new GreenMail(setup);
    mail.start();
  }

  void closeMail() {
    mail.stop();
  }

  /** The next calls are answered so, one after the other; those after them with 200. */
  void answerNext(Integer... codes) {
    next.addAll(List.of(codes));
  }

  /** From now on the webhook takes what comes, and answers when the latch is down. */
  void hold(CountDownLatch latch) {
    held = latch;
  }

  Map<String, String> environment() {
    return Map.of(
        "ALERTS_SMTP_HOST",
        "127.0.0.1",
        "ALERTS_SMTP_PORT",
        Integer.toString(setup.getPort()),
        "ALERTS_EMAIL_FROM",
        "returns@example.com",
        "ALERTS_EMAIL_CX",
        "ana@example.com,bo@example.com",
        "ALERTS_EMAIL_FINANCE",
        "eva@example.com",
        "ALERTS_WEBHOOK_URL",
        "http://127.0.0.1:" + chat.getAddress().getPort() + PATH,
        "CONSOLE_URL",
        "https://returns.example.com",
        "SCHEDULE_ALERTS",
        "* * * * * ?");
  }

  /** One for each address that a mail went to. */
  List<MimeMessage> mails() {
    return List.of(mail.getReceivedMessages());
  }

  /** In that address's mailbox. */
  List<MimeMessage> mailsTo(String address) {
    GreenMailUser user = mail.getUserManager().getUserByEmail(address);
    try {
      return user == null
          ? List.of()
          : mail.getManagers().getImapHostManager().getInbox(user).getMessages().stream()
              .map(StoredMessage::getMimeMessage)
              .toList();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<Call> callsAbout(String owner) {
    return calls.stream().filter(c -> c.text().contains(" for " + owner)).toList();
  }

  static String header(MimeMessage message, String name) {
    try {
      String[] values = message.getHeader(name);
      return values == null ? "" : String.join("|", values);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String subject(MimeMessage message) {
    try {
      return message.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 0 is plain text, 1 is HTML. */
  static String part(MimeMessage message, int index) {
    try {
      return (String) ((MimeMultipart) message.getContent()).getBodyPart(index).getContent();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      calls.add(
          new Call(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              Json.read(body, JsonNode.class).path("text").asText()));
      held.await();
      Integer once = next.poll();
      exchange.sendResponseHeaders(once == null ? 200 : once, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    held.countDown();
    chat.stop(0);
    mail.stop();
  }
}
