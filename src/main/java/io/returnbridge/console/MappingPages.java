package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.decisions.MappingProposals;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mapping tables in force, what no row matched, and what people want to be added. */
@Path("/console/mappings")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class MappingPages {

  private static final int A_PAGE = 50;

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance mappings(
        MappingDesk.Look look, List<MappingProposals.Proposal> proposals, String next);

    static native TemplateInstance mappingTable(MappingDesk.Table table);

    static native TemplateInstance mappingText(String name, String text);
  }

  private final MappingDesk desk;
  private final MappingProposals proposals;

  MappingPages(MappingDesk desk, MappingProposals proposals) {
    this.desk = desk;
    this.proposals = proposals;
  }

  @GET
  public TemplateInstance all(@QueryParam("cursor") @Nullable String cursor) {
    Cursor after = Cursor.parse(cursor);
    List<MappingProposals.Proposal> found =
        proposals.list(
            after == null ? null : new MappingProposals.After(after.at(), id(after)), A_PAGE + 1);
    List<MappingProposals.Proposal> page = found.subList(0, Math.min(A_PAGE, found.size()));
    MappingProposals.@Nullable Proposal last = found.size() > A_PAGE ? page.get(A_PAGE - 1) : null;
    return Templates.mappings(
        desk.look(),
        page,
        last == null ? "" : new Cursor(last.at(), Long.toString(last.id())).text());
  }

  private static long id(Cursor cursor) {
    if (!cursor.id().matches("[0-9]{1,18}")) {
      throw Refusal.badRequest("cursor", "cursor must be the `next` of the page before");
    }
    return Long.parseLong(cursor.id());
  }

  @GET
  @Path("/{table}")
  public TemplateInstance table(@PathParam("table") String name) throws IOException {
    Optional<String> text = desk.text(name);
    return text.isPresent()
        ? Templates.mappingText(name, text.get())
        : Templates.mappingTable(
            desk.table(name).orElseThrow(() -> Refusal.notFound("There is no table " + name)));
  }
}
