package io.returnbridge.console;

import io.quarkus.arc.Arc;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.returnbridge.settings.Settings;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The language of a page: what {@code ?lang=} asks for, which is kept, else what was kept, else the
 * browser's, else English.
 */
@Singleton
public class Language {

  static final List<String> KNOWN = List.of("en", "es");
  private static final String NAME = "lang";
  private static final long A_YEAR = Duration.ofDays(365).toSeconds();

  private final CurrentVertxRequest current;
  private final ZoneId zone;

  Language(CurrentVertxRequest current, Settings settings) {
    this.current = current;
    this.zone = settings.reportTimeZone();
  }

  void install(@Observes EngineBuilder engine) {
    engine.addTemplateInstanceInitializer(
        template -> {
          template.setAttribute(TemplateInstance.LOCALE, now());
          template.setAttribute("zone", zone);
        });
  }

  /** Where no request is, as for a mail: English. */
  Locale now() {
    RoutingContext request =
        Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    return request == null ? Locale.ENGLISH : Locale.forLanguageTag(of(request));
  }

  private static String of(RoutingContext request) {
    String asked = request.request().getParam(NAME);
    if (isKnown(asked)) {
      if (!request.response().headWritten()) {
        request
            .response()
            .addCookie(
                Cookie.cookie(NAME, asked)
                    .setPath("/")
                    .setMaxAge(A_YEAR)
                    .setSameSite(CookieSameSite.LAX));
      }
      return asked;
    }
    return Optional.ofNullable(request.request().getCookie(NAME))
        .map(Cookie::getValue)
        .filter(Language::isKnown)
        .orElseGet(() -> ofBrowser(request));
  }

  private static String ofBrowser(RoutingContext request) {
    return request.acceptableLanguages().stream()
        .map(LanguageHeader::tag)
        .filter(Language::isKnown)
        .findFirst()
        .orElse(KNOWN.get(0));
  }

  private static boolean isKnown(@Nullable String language) {
    return language != null && KNOWN.contains(language);
  }
}
