package io.returnbridge.api;

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
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
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

  private static final List<String> KNOWN = List.of("en", "es");
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
  public Locale now() {
    RoutingContext request =
        Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    return request == null ? Locale.ENGLISH : Locale.forLanguageTag(of(request));
  }

  /** Where days begin and times are told. */
  public ZoneId zone() {
    return zone;
  }

  /** Day and time, as the language writes them. */
  public static String time(Instant at, Locale locale, ZoneId zone) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
        .withLocale(region(locale))
        .withZone(zone)
        .format(at);
  }

  /** With the country whose way of writing numbers and days is meant. */
  public static Locale region(Locale locale) {
    return locale.getLanguage().equals("es") ? new Locale("es", "ES") : Locale.UK;
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
