package io.returnbridge.api;

import io.returnbridge.evidence.AuditTrail;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has done what. */
@Path("/api/audit")
@RolesAllowed({Roles.FINANCE, Roles.INTEGRATION, Roles.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class AuditResource {

  private final AuditTrail trail;

  public AuditResource(AuditTrail trail) {
    this.trail = trail;
  }

  /**
   * @param from and to: a time, or a day (UTC), of which {@code to} is until its end
   */
  @GET
  public ListAnswer<AuditTrail.Entry> list(
      @QueryParam("who") @Nullable String who,
      @QueryParam("case") @Nullable String caseId,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit) {
    int most = ListAnswer.limit(limit);
    Listing.Sort<AuditTrail.Entry> sorted = Requests.sort(sort, AuditTrail.TIMES);
    List<AuditTrail.Entry> rows =
        trail.list(filter(who, caseId, from, to), sorted, Cursor.after(cursor), most + 1);
    return ListAnswer.of(rows, most, e -> e, e -> new Cursor(e.at(), e.id()));
  }

  static AuditTrail.Filter filter(
      @Nullable String who, @Nullable String caseId, @Nullable String from, @Nullable String to) {
    return new AuditTrail.Filter(
        Requests.text("who", who),
        Requests.text("case", caseId),
        time("from", from, 0),
        time("to", to, 1));
  }

  private static @Nullable Instant time(String field, @Nullable String text, int daysOn) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      Instant at =
          text.length() == 10
              ? LocalDate.parse(text).plusDays(daysOn).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
        return at;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw Refusal.badRequest(
        field, field + " must be a day such as 2026-12-01, or a time such as 2026-12-01T08:00:00Z");
  }
}
