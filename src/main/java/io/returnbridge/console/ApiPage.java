package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Swagger UI, which shows {@code /q/openapi}; what reads may be tried there. */
@Path("/q/swagger-ui")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ApiPage {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance api();
  }

  @GET
  public TemplateInstance show() {
    return Templates.api();
  }
}
