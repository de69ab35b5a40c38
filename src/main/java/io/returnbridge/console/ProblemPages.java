package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Pages;
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
  }

  @ServerResponseFilter
  void show(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem
        && Pages.isOfConsole(request.getUriInfo().getPath())
        && !request.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)) {
      response.setEntity(
          Templates.problem(problem.status(), String.valueOf(problem.detail())).render(),
          null,
          MediaType.TEXT_HTML_TYPE);
    }
  }
}
