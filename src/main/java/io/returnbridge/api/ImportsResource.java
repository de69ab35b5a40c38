package io.returnbridge.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.returnbridge.sweep.ImportError;
import io.returnbridge.sweep.ImportUnreadable;
import io.returnbridge.sweep.ReturnImport;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jboss.resteasy.reactive.RestResponse;

/** Exports of other systems, as tables. */
@Path("/api/imports")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FINANCE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ImportsResource {

  static final String CSV = "text/csv";

  /**
   * @param rows that the table has
   * @param taken returns that are being read from Reveni now, {@code new} and {@code known}
   * @param wrong how many rows lead to no return
   * @param errors the first thousand of them, by line
   */
  record Answer(
      int rows,
      int taken,
      @JsonProperty("new") int unknown,
      int known,
      int wrong,
      List<ImportError> errors) {}

  /** One at a time, since its rows are held until all are read. */
  private final Semaphore free = new Semaphore(1);

  private final ReturnImport returns;

  public ImportsResource(ReturnImport returns) {
    this.returns = returns;
  }

  /** What is not known is taken in, what is known is read again; it counts as pending till then. */
  @POST
  @Path("/returns")
  @Consumes(CSV)
  public RestResponse<Answer> returns(InputStream body) {
    if (!free.tryAcquire()) {
      throw Refusal.of(503, "Another table is being read: send this one when that is done");
    }
    try {
      ReturnImport.Result result = returns.take(text(body));
      return RestResponse.ResponseBuilder.<Answer>create(202)
          .entity(
              new Answer(
                  result.rows(),
                  result.taken(),
                  result.unknown(),
                  result.taken() - result.unknown(),
                  result.wrong(),
                  result.errors()))
          .build();
    } catch (ImportUnreadable e) {
      throw Refusal.badRequest("body", String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      throw Refusal.badRequest("body", "The table is not UTF-8: save it as CSV UTF-8");
    } catch (IOException e) {
      throw Refusal.badRequest("body", "The table could not be read to its end, nothing was taken");
    } finally {
      free.release();
    }
  }

  private static Reader text(InputStream body) {
    return new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder());
  }
}
