package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Language;
import io.returnbridge.api.Pages;
import io.returnbridge.api.Said;
import io.returnbridge.json.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * What goes wrong on a page is a page too, with the words of the API's problem; a page's script is
 * answered as a program is.
 */
final class ProblemPages {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance problem(Integer status, String detail);

    /** For who is not logged in: without the rooms, and without a name. */
    static native TemplateInstance door(String title, String text, String next, String going);
  }

  private final Language language;
  private final Said said;

  ProblemPages(Language language, Said said) {
    this.language = language;
    this.said = said;
  }

  private String say(String word) {
    return Words.say(language.now(), word);
  }

  @ServerResponseFilter
  void show(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem
        && Pages.isOfConsole(request.getUriInfo().getPath())
        && !request.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)) {
      String detail = said.of(String.valueOf(problem.detail()));
      TemplateInstance page =
          problem.status() == 401
              ? Templates.door(say("error.401"), detail, Room.TODAY.path(), say("loginGo"))
              : Templates.problem(problem.status(), detail);
      response.setEntity(page.render(), null, MediaType.TEXT_HTML_TYPE);
    }
  }
}
