package io.returnbridge.api;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonCodes;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/** The approved reasons, for the returns page, whose front end is of another origin; public. */
@Path("/api/reason-codes")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
public class ReasonCodesResource {

  /**
   * @param labels by language
   * @param reveniReasons what Reveni calls it
   */
  public record ReasonCode(
      String code, String category, Map<String, String> labels, List<String> reveniReasons) {}

  private final Mappings mappings;

  public ReasonCodesResource(Mappings mappings) {
    this.mappings = mappings;
  }

  /** All of them, in the order of the table. */
  @GET
  public RestResponse<ListAnswer<ReasonCode>> list() {
    return RestResponse.ResponseBuilder.ok(codes(mappings.reasons()))
        .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
        .header("Access-Control-Allow-Origin", "*")
        .build();
  }

  private static ListAnswer<ReasonCode> codes(ReasonCodes reasons) {
    return new ListAnswer<>(
        reasons.codes().stream()
            .flatMap(code -> reasons.byCode(code).stream())
            .map(
                row ->
                    new ReasonCode(
                        row.code(),
                        row.category(),
                        Map.of("en", row.labelEn(), "es", row.labelEs()),
                        reasons.all().stream()
                            .filter(r -> r.code().equals(row.code()))
                            .map(r -> r.reveniReason())
                            .toList()))
            .toList(),
        null);
  }
}
