package io.returnbridge.alerts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A mail server that takes nothing, no login either, before STARTTLS; its certificate is its own.
 */
public final class StarttlsMailServer implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final X509Certificate certificate;
  private final SMTPServer server;

  /**
   * @param name of the host in the certificate, such as {@code ip:127.0.0.1}
   */
  public StarttlsMailServer(String name, String username, String password) {
    try {
      KeyStore keys = keys(name);
      certificate = (X509Certificate) keys.getCertificate("mail");
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), null, null);
      server =
          SMTPServer.port(0)
              .bindAddress(InetAddress.getLoopbackAddress())
              .enableTLS()
              .requireTLS()
              .requireAuth()
              .startTlsSocketFactory(context)
              .authenticationHandlerFactory(
                  new EasyAuthenticationHandlerFactory(
                      (user, word, session) -> {
                        logins.add(user + " " + word);
                        if (!user.equals(username) || !word.equals(password)) {
                          throw new LoginFailedException();
                        }
                      }))
              .messageHandler(
                  (session, from, to, data) ->
                      mails.add(to + "\n" + new String(data, StandardCharsets.UTF_8)))
              .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.start();
  }

  private static KeyStore keys(String name) throws GeneralSecurityException, IOException {
    Path folder = Files.createTempDirectory("mail-server");
    Path file = folder.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "mail",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=mail",
                    "-ext",
                    "san=" + name,
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(file)) {
      throw new IllegalStateException(output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(file)) {
      keys.load(content, PASSWORD);
    }
    Files.delete(file);
    Files.delete(folder);
    return keys;
  }

  public int port() {
    return server.getPortAllocated();
  }

  public List<X509Certificate> certificates() {
    return List.of(certificate);
  }

  /** Writes the certificate in PEM. */
  public Path certificateIn(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("mail-server.pem"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
              + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** User and password of each attempt. */
  public List<String> logins() {
    return List.copyOf(logins);
  }

  /** The recipient, then the mail as it came, for each recipient. */
  public List<String> mails() {
    return List.copyOf(mails);
  }

  @Override
  public void close() {
    server.stop();
  }
}
