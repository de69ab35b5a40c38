package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Language;
import io.returnbridge.api.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/** Whether all is well, in one line; and what came, was done and waits. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class TodayPage {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance today(Today today);
  }

  private final TodayDesk desk;
  private final Language language;
  private final Me me;

  TodayPage(TodayDesk desk, Language language, Me me) {
    this.desk = desk;
    this.language = language;
    this.me = me;
  }

  @GET
  public RestResponse<Void> home() {
    return RestResponse.seeOther(URI.create(Room.TODAY.path()));
  }

  @GET
  @Path("/today")
  public TemplateInstance today() {
    return Templates.today(desk.look(language.now(), me::decides));
  }
}
