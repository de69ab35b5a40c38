package io.returnbridge.console;

import io.quarkus.qute.TemplateExtension;
import io.returnbridge.model.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The console's own files. Browsers keep them, so their address has a mark of what is in them. */
@TemplateExtension(namespace = "assets")
final class Assets {

  private static final String VERSION =
      Keys.sha256(
              String.join(
                  "",
                  List.of("console.css", "console.js", "api.js", "scan.js", "scan-worker.js")
                      .stream()
                      .map(Assets::content)
                      .toList()))
          .substring(0, 12);

  private Assets() {}

  static String version() {
    return VERSION;
  }

  static String content(String name) {
    try (InputStream file =
        Objects.requireNonNull(
            Assets.class.getResourceAsStream("/META-INF/resources/assets/" + name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
