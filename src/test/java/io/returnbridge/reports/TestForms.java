package io.returnbridge.reports;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import io.returnbridge.settings.Settings;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The forms of one kind of report, as the program has them; days are those of Madrid. */
public final class TestForms {

  private TestForms() {}

  public static byte[] bytes(StreamingOutput form) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      form.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static String text(StreamingOutput form) {
    return new String(bytes(form), StandardCharsets.UTF_8);
  }

  public static ReportForms of(ReportKind<?> kind) {
    Map<String, String> variables =
        Map.of(
            "CTP_PROJECT_KEY", "p",
            "CTP_CLIENT_ID", "c",
            "CTP_CLIENT_SECRET", "s",
            "CTP_AUTH_URL", "http://127.0.0.1:1",
            "CTP_API_URL", "http://127.0.0.1:1",
            "CTP_SCOPES", "manage_orders",
            "REPORT_TIME_ZONE", "Europe/Madrid");
    Engine engine =
        Engine.builder()
            .addDefaults()
            .addValueResolver(ValueResolvers.rawResolver())
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of("text/html")))
            .build();
    try {
      engine.putTemplate(
          "report.html",
          engine.parse(
              Files.readString(Path.of("src/main/resources/templates/report.html")),
              Variant.forContentType("text/html"),
              "report.html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ReportForms(engine, new Reports(List.of(kind)), Settings.read(variables));
  }
}
