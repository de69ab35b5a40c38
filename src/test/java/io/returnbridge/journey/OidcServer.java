package io.returnbridge.journey;

import io.returnbridge.sandbox.ProgramApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** mock-oauth2-server in a process of its own, which believes whatever somebody says of himself. */
final class OidcServer implements AutoCloseable {

  private static final Path CLASSPATH = Path.of("target/oidc-server.classpath");

  private static final Path LOG = Path.of("target/journey/oidc-server.log");

  private final int port = Ports.free();
  private Process process;

  OidcServer() {
    start();
  }

  /** Again, on the same port. */
  void start() {
    try {
      Files.createDirectories(LOG.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx128m",
                  "-cp",
                  Files.readString(CLASSPATH),
                  "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt")
              .redirectErrorStream(true)
              .redirectOutput(LOG.toFile());
      builder.environment().put("SERVER_HOSTNAME", "127.0.0.1");
      builder.environment().put("SERVER_PORT", Integer.toString(port));
      builder
          .environment()
          .put("JSON_CONFIG", "{\"interactiveLogin\":true,\"httpServer\":\"NettyWrapper\"}");
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ProgramApi api = new ProgramApi(issuer().resolve("/"), "", "");
    Waiting.until(
        "the OIDC server",
        () -> {
          try {
            return api.get(issuer().getPath() + "/.well-known/openid-configuration").status()
                == 200;
          } catch (RuntimeException notYet) {
            return false;
          }
        });
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + port + "/returnbridge");
  }

  void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    stop();
  }
}
