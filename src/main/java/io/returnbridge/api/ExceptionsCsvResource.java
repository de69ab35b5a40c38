package io.returnbridge.api;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.model.Money;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.StreamingOutput;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** All cases of {@code GET /api/exceptions} as a table. */
@Path("/api/exceptions.csv")
@Produces(CsvTable.TYPE)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ExceptionsCsvResource {

  /**
   * @param amount that it is about; empty for none
   */
  private record Row(ExceptionCase of, String amount, String currency) {

    /** Sums in several currencies are no amount. */
    static Row of(ExceptionCase of, Map<String, BigDecimal> money) {
      return money.size() != 1
          ? new Row(of, "", "")
          : money.entrySet().stream()
              .map(sum -> new Row(of, text(sum.getValue(), sum.getKey()), sum.getKey()))
              .findFirst()
              .orElseThrow();
    }

    /** In the digits of its currency where that can hold it. */
    private static String text(BigDecimal amount, String currency) {
      String text = Money.text(amount, currency);
      return text.substring(0, text.indexOf(' '));
    }
  }

  private final CaseBook cases;

  public ExceptionsCsvResource(CaseBook cases) {
    this.cases = cases;
  }

  /** One row a case, without its history. */
  @GET
  public RestResponse<StreamingOutput> export(
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("returnId") @Nullable String returnId,
      @QueryParam("assignedTo") @Nullable String assignedTo,
      @QueryParam("sort") @Nullable String sort) {
    CaseBook.Filter filter = ExceptionsResource.filter(status, owner, code, returnId, assignedTo);
    Listing.Sort<ExceptionCase> sorted = Requests.sort(sort, CaseBook.TIMES);
    return CsvTable.answer(
        "exceptions",
        List.of(
            "id",
            "code",
            "owner",
            "severity",
            "status",
            "step",
            "store",
            "returnId",
            "rmaNumber",
            "orderNumber",
            "itemId",
            "cause",
            "nextStep",
            "verdict",
            "openedAt",
            "dueAt",
            "count",
            "assignedTo",
            "snoozedUntil",
            "amount",
            "currency"),
        after -> withAmounts(cases.list(filter, sorted, after, CsvTable.A_PAGE)),
        row -> new Listing.After(sorted.by().of().apply(row.of()), row.of().id()),
        row -> {
          ExceptionCase c = row.of();
          return Arrays.asList(
              c.id(),
              c.code(),
              c.owner(),
              c.severity(),
              c.status(),
              c.step(),
              c.store(),
              c.returnId(),
              c.rmaNumber(),
              c.orderNumber(),
              c.itemId(),
              c.cause(),
              c.nextStep(),
              c.verdict(),
              c.openedAt(),
              c.dueAt(),
              c.count(),
              c.assignedTo(),
              c.snoozedUntil(),
              row.amount(),
              row.currency());
        });
  }

  private List<Row> withAmounts(List<ExceptionCase> page) {
    Map<String, Map<String, BigDecimal>> money =
        cases.money(page.stream().map(ExceptionCase::id).toList());
    return page.stream().map(c -> Row.of(c, money.getOrDefault(c.id(), Map.of()))).toList();
  }
}
