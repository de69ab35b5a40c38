package io.returnbridge.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Whatever else is asked for under {@code /api} is a problem too. */
@Path("/api/{path:.*}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
public class UnknownPathResource {

  @GET
  public String readNothing() {
    throw Refusal.notFound("There is nothing at this path");
  }

  @POST
  public String changeNothing() {
    throw Refusal.notFound("There is nothing at this path");
  }
}
