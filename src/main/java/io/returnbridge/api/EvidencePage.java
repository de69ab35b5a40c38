package io.returnbridge.api;

import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.returnbridge.evidence.Bundle;
import io.returnbridge.evidence.Chain;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The evidence of a return, to be read and printed. */
@ApplicationScoped
public class EvidencePage {

  /** No script, nothing from elsewhere. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'";

  private final Engine engine;

  public EvidencePage(Engine engine) {
    this.engine = engine;
  }

  /**
   * One entry for people.
   *
   * @param content names and values; none when it is erased
   */
  public record Line(
      int n, String at, String kind, List<Map.Entry<String, String>> content, String hash) {}

  String html(Bundle bundle) {
    Template page = Objects.requireNonNull(engine.getTemplate("evidence.html"));
    return page.data("bundle", bundle)
        .data("lines", bundle.entries().stream().map(EvidencePage::line).toList())
        .render();
  }

  private static Line line(Chain.Entry entry) {
    List<Map.Entry<String, String>> content = new ArrayList<>();
    if (entry.content() != null) {
      entry
          .content()
          .fields()
          .forEachRemaining(
              field ->
                  content.add(
                      Map.entry(
                          field.getKey(),
                          field.getValue().isValueNode()
                              ? field.getValue().asText()
                              : field.getValue().toString())));
    }
    return new Line(entry.n(), entry.at().toString(), entry.kind(), content, entry.hash());
  }
}
