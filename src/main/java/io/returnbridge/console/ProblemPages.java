package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Language;
import io.returnbridge.api.Pages;
import io.returnbridge.api.Said;
import io.returnbridge.json.Problem;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * What goes wrong on a page is a page too, with the words of the API's problem; a page's script is
 * answered as a program is. Who opens an address that only takes a form, by Reload or by hand, is
 * led to the page of that form.
 */
final class ProblemPages {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance problem(Integer status, String detail);

    /** For who is not logged in: without the rooms, and without a name. */
    static native TemplateInstance door(String title, String text, String next, String going);
  }

  /** Of each address that only takes a form, the page that it belongs to. */
  private static final Map<Pattern, String> FORMS =
      Map.of(
          Pattern.compile("/console/cases/bulk/run"), "/console/cases",
          Pattern.compile("/console/cases/(?!bulk/)([^/]+)/[^/]+"), "/console/cases/$1",
          Pattern.compile("/console/mappings/(?:try|reload)"), "/console/mappings",
          Pattern.compile("/console/routes/(?!replays/)([^/]+)/replay"), "/console/routes/$1",
          Pattern.compile("/console/settings/doctor"), "/console/settings",
          Pattern.compile("/console/reports/[^/]+/run"), "/console/reports",
          Pattern.compile("/console/imports/invoice"), "/console/reports",
          Pattern.compile("/console/imports/scans"), "/console/stock",
          Pattern.compile("/console/logout"), "/console/today");

  private final Language language;
  private final Said said;

  ProblemPages(Language language, Said said) {
    this.language = language;
    this.said = said;
  }

  private String say(String word) {
    return Words.say(language.now(), word);
  }

  /**
   * @param path that was asked for by GET, and that nothing answers
   */
  static Optional<String> pageOf(String path) {
    return FORMS.entrySet().stream()
        .map(form -> Map.entry(form.getKey().matcher(path), form.getValue()))
        .filter(form -> form.getKey().matches())
        .map(form -> form.getKey().replaceFirst(form.getValue()))
        .findFirst();
  }

  @ServerResponseFilter
  void show(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem
        && Pages.isOfConsole(request.getUriInfo().getPath())
        && !request.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)) {
      Optional<String> page =
          request.getMethod().equals(HttpMethod.GET) && problem.status() != 401
              ? pageOf(request.getUriInfo().getPath())
              : Optional.empty();
      if (page.isPresent()) {
        response.setStatus(303);
        response.getHeaders().putSingle(HttpHeaders.LOCATION, page.get());
        response.setEntity(null);
        return;
      }
      String detail = said.of(String.valueOf(problem.detail()));
      TemplateInstance shown =
          problem.status() == 401
              ? Templates.door(say("error.401"), detail, Room.TODAY.path(), say("loginGo"))
              : Templates.problem(problem.status(), detail);
      response.setEntity(shown.render(), null, MediaType.TEXT_HTML_TYPE);
    }
  }
}
