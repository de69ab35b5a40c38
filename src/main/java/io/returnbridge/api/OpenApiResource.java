package io.returnbridge.api;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The API described, as the build has made it of these resources and {@code openapi.yaml}. */
@Path("/q/openapi")
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class OpenApiResource {

  private static final String BUILT = "META-INF/quarkus-generated-openapi-doc.JSON";

  @GET
  public byte[] description() {
    try (InputStream built =
        Objects.requireNonNull(
            Thread.currentThread().getContextClassLoader().getResourceAsStream(BUILT), BUILT)) {
      return built.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
