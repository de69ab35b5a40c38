package io.returnbridge.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.returnbridge.books.InvoiceImport;
import io.returnbridge.csv.ImportError;
import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.intake.ScanGate;
import io.returnbridge.intake.ScanImport;
import io.returnbridge.settings.Settings;
import io.returnbridge.sweep.ReturnImport;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

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
  private final InvoiceImport invoices;
  private final ScanImport scans;
  private final Settings settings;

  public ImportsResource(
      ReturnImport returns, InvoiceImport invoices, ScanImport scans, Settings settings) {
    this.returns = returns;
    this.invoices = invoices;
    this.scans = scans;
    this.settings = settings;
  }

  /** What is not known is taken in, what is known is read again; it counts as pending till then. */
  @POST
  @Path("/returns")
  @Consumes(CSV)
  @APIResponseSchema(value = Answer.class, responseCode = "202")
  public RestResponse<Answer> returns(InputStream body) {
    return reading(
        () -> {
          ReturnImport.Result result = returns.take(text(body));
          return new Answer(
              result.rows(),
              result.taken(),
              result.unknown(),
              result.taken() - result.unknown(),
              result.wrong(),
              result.errors());
        });
  }

  private interface Taking<T> {
    T take() throws IOException;
  }

  private <T> RestResponse<T> reading(Taking<T> table) {
    if (!free.tryAcquire()) {
      throw Refusal.of(503, "Another table is being read: send this one when that is done");
    }
    try {
      return RestResponse.ResponseBuilder.<T>create(202).entity(table.take()).build();
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

  /**
   * An invoice of Reveni's: what it bills is compared with what it says to have paid.
   *
   * @param month that it bills, such as {@code 2026-11}; the last one that is over when absent
   */
  @POST
  @Path("/invoice")
  @Consumes(CSV)
  @APIResponseSchema(value = InvoiceImport.Result.class, responseCode = "202")
  public RestResponse<InvoiceImport.Result> invoice(
      @QueryParam("month") @Nullable String month, InputStream body) {
    YearMonth of = month(month);
    return reading(() -> invoices.take(text(body), of));
  }

  /**
   * Scans of a warehouse, each row as if it had been sent alone.
   *
   * @param source the warehouse whose key could have sent them, so that what it did send is the
   *     same scan; the console when absent
   */
  @POST
  @Path("/scans")
  @Consumes(CSV)
  @RolesAllowed({Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
  @APIResponseSchema(value = ScanImport.Result.class, responseCode = "202")
  public RestResponse<ScanImport.Result> scans(
      @QueryParam("source") @Nullable String source, InputStream body) {
    Set<String> warehouses = settings.warehouseKeys().keySet();
    String of = Requests.oneOf("source", source, warehouses);
    return reading(() -> scans.take(of == null ? ScanGate.CONSOLE : of, text(body)));
  }

  private static @Nullable YearMonth month(@Nullable String month) {
    try {
      return month == null || month.isEmpty() ? null : YearMonth.parse(month);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("month", "month must be a month such as 2026-11");
    }
  }

  private static Reader text(InputStream body) {
    return new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder());
  }
}
