package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.ImportsResource;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.books.InvoiceImport;
import io.returnbridge.intake.ScanImport;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Tables that a page sends, taken in as the API takes them; the answer is a part of the page. */
@Path("/console/imports")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.FINANCE, Roles.ADMIN})
@Blocking
public class ImportPages {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance invoiceResult(InvoiceImport.Result result, String problem);

    static native TemplateInstance scansResult(ScanImport.Result result, String problem);
  }

  private static final InvoiceImport.Result NOTHING =
      new InvoiceImport.Result("", 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());

  private static final ScanImport.Result NO_SCANS = new ScanImport.Result(0, 0, 0, 0, List.of());

  private final ImportsResource api;

  ImportPages(ImportsResource api) {
    this.api = api;
  }

  @POST
  @Path("/invoice")
  @Consumes("text/csv")
  public TemplateInstance invoice(@QueryParam("month") @Nullable String month, InputStream body) {
    try (RestResponse<InvoiceImport.Result> taken = api.invoice(month, body)) {
      return Templates.invoiceResult(Objects.requireNonNull(taken.getEntity()), "");
    } catch (Refusal refused) {
      return Templates.invoiceResult(NOTHING, refused.detail());
    }
  }

  @POST
  @Path("/scans")
  @Consumes("text/csv")
  @RolesAllowed({Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
  public TemplateInstance scans(@QueryParam("source") @Nullable String source, InputStream body) {
    try (RestResponse<ScanImport.Result> taken = api.scans(source, body)) {
      return Templates.scansResult(Objects.requireNonNull(taken.getEntity()), "");
    } catch (Refusal refused) {
      return Templates.scansResult(NO_SCANS, refused.detail());
    }
  }
}
