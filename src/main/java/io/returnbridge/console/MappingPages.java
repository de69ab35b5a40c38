package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.decisions.MappingProposals;
import io.returnbridge.mappings.MappingError;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.reload.TriedMappings;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The mapping tables in force, what no row matched, and what people want to be added. */
@Path("/console/mappings")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class MappingPages {

  private static final int A_PAGE = 50;

  private static final TriedMappings.Page NOTHING =
      new TriedMappings.Page("", "", 0, false, null, List.of(), List.of(), Optional.empty());

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance mappings(
        MappingDesk.Look look, List<MappingProposals.Proposal> proposals, String next, long goesOn);

    static native TemplateInstance mappingTrial(TriedMappings.Page page, List<String> errors);

    static native TemplateInstance mappingTable(MappingDesk.Table table);

    static native TemplateInstance mappingText(String name, String text);
  }

  private final MappingDesk desk;
  private final MappingProposals proposals;
  private final Me me;

  MappingPages(MappingDesk desk, MappingProposals proposals, Me me) {
    this.desk = desk;
    this.proposals = proposals;
    this.me = me;
  }

  @GET
  public TemplateInstance all(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("done") @Nullable String done) {
    Cursor after = Cursor.parse(cursor);
    List<MappingProposals.Proposal> found =
        proposals.list(
            after == null ? null : new MappingProposals.After(after.at(), id(after)), A_PAGE + 1);
    List<MappingProposals.Proposal> page = found.subList(0, Math.min(A_PAGE, found.size()));
    MappingProposals.@Nullable Proposal last = found.size() > A_PAGE ? page.get(A_PAGE - 1) : null;
    return Templates.mappings(
        desk.look(),
        page,
        last == null ? "" : new Cursor(last.at(), Long.toString(last.id())).text(),
        done != null && done.matches("[0-9]{1,9}") ? Long.parseLong(done) : -1);
  }

  /** Puts the folder's tables into force, all or none: what is wrong with them is on the page. */
  @POST
  @Path("/reload")
  public RestResponse<Void> reload() {
    try {
      int goesOn = desk.reload(me.name());
      return RestResponse.seeOther(URI.create("/console/mappings?done=" + goesOn));
    } catch (MappingErrors wrong) {
      return RestResponse.seeOther(URI.create("/console/mappings#folder"));
    }
  }

  /** What the folder's tables would make of stored returns; nothing is written. */
  @POST
  @Path("/try")
  public TemplateInstance tried() {
    try {
      return Templates.mappingTrial(desk.tried(), List.of());
    } catch (MappingErrors wrong) {
      return Templates.mappingTrial(
          NOTHING, wrong.errors().stream().map(MappingError::toString).toList());
    }
  }

  private static long id(Cursor cursor) {
    if (!cursor.id().matches("[0-9]{1,18}")) {
      throw Refusal.badRequest("cursor", "cursor must be the `next` of the page before");
    }
    return Long.parseLong(cursor.id());
  }

  @GET
  @Path("/{table}")
  public TemplateInstance table(@PathParam("table") String name) {
    Optional<String> text = desk.text(name);
    return text.isPresent()
        ? Templates.mappingText(name, text.get())
        : Templates.mappingTable(
            desk.table(name).orElseThrow(() -> Refusal.notFound("There is no table " + name)));
  }
}
