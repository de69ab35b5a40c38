package io.returnbridge.console.hawtio;

import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Hawtio's pages ask, one question or many at once. The answer to a question that is refused
 * has {@code "status":403} within, as Jolokia's clients expect it.
 */
@Path("/hawtio/jolokia")
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Singleton
public class JolokiaResource {
  private @Nullable Jolokia jolokia;

  @POST
  public byte[] ask(UriInfo address, byte @Nullable [] body) {
    return Questions.read(body).answered(jolokia(), options(address));
  }

  @GET
  public byte[] version(UriInfo address) {
    return Questions.written(jolokia().answer("version", options(address)));
  }

  @GET
  @Path("{path:.+}")
  public byte[] ask(UriInfo address, @PathParam("path") String path) {
    return Questions.written(jolokia().answer(path, options(address)));
  }

  private static Map<String, String> options(UriInfo address) {
    Map<String, String> options = new HashMap<>();
    for (Map.Entry<String, List<String>> given : address.getQueryParameters().entrySet()) {
      if (!Jolokia.isOption(given.getKey()) || given.getValue().size() != 1) {
        throw Refusal.badRequest(
            given.getKey(), "A question to Jolokia has no such parameter, or has it once");
      }
      options.put(given.getKey(), given.getValue().get(0));
    }
    return options;
  }

  /** Only once somebody looks: most starts do without. */
  private synchronized Jolokia jolokia() {
    Jolokia started = jolokia;
    if (started == null) {
      started = Jolokia.ofThisProcess();
      jolokia = started;
    }
    return started;
  }
}
