package io.returnbridge.console;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Where the OIDC server leads back to. Who is logged in by then was on the way to another page; who
 * comes here without has none in mind.
 */
@Path("/console/oidc")
@Authenticated
public class OidcReturn {

  @GET
  public RestResponse<Void> goOn() {
    return RestResponse.seeOther(URI.create(Room.TODAY.path()));
  }
}
