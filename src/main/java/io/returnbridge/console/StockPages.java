package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.Language;
import io.returnbridge.api.Roles;
import io.returnbridge.settings.Settings;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What waits for its inspection, which scans did not fit, and where stock differs. */
@Path("/console/stock")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.WAREHOUSE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class StockPages {

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance stock(Stock stock, boolean uploads, List<String> sources);

    static native TemplateInstance stockMoves(String channel, String sku, StockMoves.Page page);

    static native TemplateInstance stockOf(String channel, String sku, StockDesk.Page page);
  }

  private static final Set<String> UPLOADING =
      Set.of(Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN);

  private final StockDesk desk;
  private final StockMoves moves;
  private final Me me;

  private final Settings settings;
  private final Language language;

  StockPages(StockDesk desk, StockMoves moves, Me me, Settings settings, Language language) {
    this.desk = desk;
    this.moves = moves;
    this.me = me;
    this.settings = settings;
    this.language = language;
  }

  @GET
  public TemplateInstance stock(
      @QueryParam("channel") @Nullable String channel,
      @QueryParam("cursor") @Nullable String cursor) {
    return Templates.stock(
        desk.look(
            channel == null || channel.isEmpty() ? null : channel,
            Cursor.parse(cursor),
            language.now()),
        !Collections.disjoint(me.person().roles(), UPLOADING),
        List.copyOf(settings.warehouseKeys().keySet()));
  }

  /** The returns with goods of one SKU. */
  @GET
  @Path("/waiting")
  public TemplateInstance waiting(
      @QueryParam("channel") @Nullable String channel,
      @QueryParam("sku") @Nullable String sku,
      @QueryParam("cursor") @Nullable String cursor) {
    String of = channel == null ? "" : channel;
    String goods = sku == null ? "" : sku;
    return Templates.stockOf(of, goods, desk.returns(of, goods, Cursor.parse(cursor)));
  }

  /** What the ledger has of one stock entry. */
  @GET
  @Path("/moves")
  public TemplateInstance moves(
      @QueryParam("channel") @Nullable String channel,
      @QueryParam("sku") @Nullable String sku,
      @QueryParam("cursor") @Nullable String cursor) {
    String of = channel == null ? "" : channel;
    String goods = sku == null ? "" : sku;
    return Templates.stockMoves(of, goods, moves.of(of, goods, Cursor.parse(cursor)));
  }
}
