package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.CaseFile;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.ReturnsResource;
import io.returnbridge.api.Roles;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.settings.Settings;
import io.returnbridge.steps.inspect.ScanOutlook;
import io.returnbridge.store.Listing;
import io.returnbridge.store.ReturnStates;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Returns, found by anything; and everything that is known of one. */
@Path("/console/returns")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class ReturnPages {

  private static final int A_PAGE = 50;
  private static final int MOST_CASES = 50;

  /** What was looked for. */
  public record Search(String text, String status, String store, String sort) {

    /** The first is what is sorted by when nothing is said. */
    public static final List<String> SORTS =
        List.of("-firstSeenAt", "firstSeenAt", "-changedAt", "changedAt");

    static Search of(
        @Nullable String text,
        @Nullable String status,
        @Nullable String store,
        @Nullable String sort) {
      return new Search(
          text == null ? "" : text.strip(),
          status == null ? "" : status,
          store == null ? "" : store,
          sort != null && SORTS.contains(sort) ? sort : SORTS.get(0));
    }

    /** Nothing is found by an address: none is kept. */
    public boolean isMail() {
      return text.contains("@");
    }

    public List<String> sorts() {
      return SORTS;
    }

    Listing.Sort<ReturnFinder.Found> order() {
      return Listing.sort(sort, ReturnFinder.TIMES).orElseThrow();
    }

    /** The address of the whole list as a table, which knows no text to look for. */
    public String table() {
      return "/api/returns.csv?status="
          + Shown.encoded(status)
          + "&store="
          + Shown.encoded(store)
          + "&sort="
          + sort;
    }

    /** The address of its next page. */
    public String next(String cursor) {
      return "?q="
          + Shown.encoded(text)
          + "&status="
          + Shown.encoded(status)
          + "&store="
          + Shown.encoded(store)
          + "&sort="
          + sort
          + "&cursor="
          + Shown.encoded(cursor);
    }

    private static @Nullable String orNull(String text) {
      return text.isEmpty() ? null : text;
    }
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance returns(
        Search search,
        List<ReturnFinder.Found> found,
        List<String> statuses,
        List<String> stores,
        String next);

    static native TemplateInstance oneReturn(
        CaseFile file,
        List<ExceptionCase> cases,
        ReturnLinks links,
        Map<String, ScanOutlook.Graded> graded);
  }

  private final ReturnFinder finder;
  private final ReturnsResource returns;
  private final CaseBook book;
  private final ReturnStates states;
  private final ScanOutlook outlook;
  private final Mappings mappings;
  private final Settings settings;

  ReturnPages(
      ReturnFinder finder,
      ReturnsResource returns,
      CaseBook book,
      ReturnStates states,
      ScanOutlook outlook,
      Mappings mappings,
      Settings settings) {
    this.finder = finder;
    this.returns = returns;
    this.book = book;
    this.states = states;
    this.outlook = outlook;
    this.mappings = mappings;
    this.settings = settings;
  }

  /** Those that were found; one that is the only one is opened. */
  @GET
  public Object list(
      @QueryParam("q") @Nullable String q,
      @QueryParam("status") @Nullable String status,
      @QueryParam("store") @Nullable String store,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("cursor") @Nullable String cursor) {
    Search search = Search.of(q, status, store, sort);
    List<ReturnFinder.Found> found =
        finder.find(
            Search.orNull(search.text()),
            Search.orNull(search.status()),
            Search.orNull(search.store()),
            search.order(),
            Cursor.after(cursor),
            A_PAGE + 1);
    if (found.size() == 1 && !search.text().isEmpty() && cursor == null) {
      ReturnFinder.Found only = found.get(0);
      return RestResponse.seeOther(
          URI.create(
              "/console/returns/" + only.returnId() + "?store=" + Shown.encoded(only.store())));
    }
    List<ReturnFinder.Found> page = found.subList(0, Math.min(A_PAGE, found.size()));
    return Templates.returns(
        search,
        page,
        mappings.statuses().all().stream().map(StatusRow::status).distinct().toList(),
        mappings.stores().all().stream().map(StoreRow::store).toList(),
        found.size() > A_PAGE ? page.get(A_PAGE - 1).cursor(search.order()).text() : "");
  }

  @GET
  @Path("/{id}")
  public TemplateInstance one(
      @PathParam("id") String id, @QueryParam("store") @Nullable String store) {
    CaseFile file = returns.one(id, store);
    List<ExceptionCase> cases =
        book.list(new CaseBook.Filter(null, null, null, file.returnId()), null, MOST_CASES).stream()
            .filter(c -> file.store().equals(c.store()))
            .toList();
    return Templates.oneReturn(file, cases, ReturnLinks.of(settings, file), graded(file));
  }

  /** What was scanned and waits, by item and unit. */
  private Map<String, ScanOutlook.Graded> graded(CaseFile file) {
    ReturnState state = states.find(new ReturnId(file.store(), file.returnId())).orElse(null);
    if (state == null) {
      return Map.of();
    }
    Map<String, ScanOutlook.Graded> waiting = outlook.waiting(state);
    return state.units().stream()
        .filter(u -> waiting.containsKey(u.key(state.id())))
        .collect(
            Collectors.toMap(
                u -> u.itemId() + "/" + u.n(),
                u -> Objects.requireNonNull(waiting.get(u.key(state.id())))));
  }
}
