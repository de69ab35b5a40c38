package io.returnbridge.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** Ends the session of the browser. */
@Path("/console/logout")
@PermitAll
public class Logout {

  private static final Logger LOG = Logger.getLogger(Logout.class);

  private final SecurityIdentity login;

  Logout(SecurityIdentity login) {
    this.login = login;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public RestResponse<Void> logout() {
    if (!login.isAnonymous()) {
      LOG.infof("%s has logged out", login.getPrincipal().getName());
      FormAuthenticationMechanism.logout(login);
    }
    return RestResponse.seeOther(URI.create("/login"));
  }
}
