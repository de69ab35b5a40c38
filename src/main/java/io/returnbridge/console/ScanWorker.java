package io.returnbridge.console;

import io.returnbridge.api.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/**
 * What keeps the page Scan in the browser, so that it opens while the network is away. It stands
 * here since a worker answers for what is beside and below its own address only.
 */
@Path("/console/scan-worker.js")
@RolesAllowed({Roles.WAREHOUSE, Roles.CX, Roles.ADMIN})
@Blocking
public class ScanWorker {

  @GET
  @Produces("text/javascript;charset=utf-8")
  public String script() {
    return Assets.content("scan-worker.js");
  }
}
