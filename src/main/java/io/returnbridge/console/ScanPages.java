package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.Language;
import io.returnbridge.api.Roles;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Unit;
import io.returnbridge.steps.inspect.ScanOutlook;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** A person with a parcel and a scanner: one question after the other, then where the goods go. */
@Path("/console/scan")
@RolesAllowed({Roles.WAREHOUSE, Roles.CX, Roles.ADMIN})
@Blocking
public class ScanPages {

  /** Words that the page's script says. */
  private static final List<String> SAID = List.of("scan.", "location.", "waits.", "code.");

  private static final int LONGEST = 256;

  /** As many as the page lists. */
  private static final int MOST = 20;

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance scan(List<Grade> grades, Map<String, String> words);
  }

  /**
   * @param key that chooses it
   */
  public record Grade(String grade, char key) {}

  private final ScanDesk desk;
  private final Mappings mappings;
  private final Language language;
  private final Me me;

  ScanPages(ScanDesk desk, Mappings mappings, Language language, Me me) {
    this.desk = desk;
    this.mappings = mappings;
    this.language = language;
    this.me = me;
  }

  @GET
  @Produces(MediaType.TEXT_HTML)
  public TemplateInstance page() {
    return Templates.scan(grades(mappings.dispositions().grades()), words(language.now()));
  }

  /**
   * Each has the first letter or digit of its name that no other one before it has. What a person
   * with goods in hand says least is the last.
   */
  static List<Grade> grades(Collection<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.comparing(Unit.NEVER_CAME::equals));
    List<Grade> grades = new ArrayList<>();
    for (String name : sorted) {
      (name.toLowerCase(Locale.ROOT) + "1234567890abcdefghijklmnopqrstuvwxyz")
          .chars()
          .filter(Character::isLetterOrDigit)
          .filter(c -> c < 128 && grades.stream().noneMatch(g -> g.key() == c))
          .findFirst()
          .ifPresent(c -> grades.add(new Grade(name, (char) c)));
    }
    return grades;
  }

  private static Map<String, String> words(Locale locale) {
    Map<String, String> words = new TreeMap<>();
    for (String key : Words.bundle(locale).keySet()) {
      if (SAID.stream().anyMatch(key::startsWith)) {
        words.put(key, Words.bundle(locale).getString(key));
      }
    }
    return words;
  }

  /** The returns that a scanned label can mean. */
  @GET
  @Path("/returns")
  @Produces(MediaType.APPLICATION_JSON)
  public List<ScanDesk.Parcel> find(@QueryParam("code") @Nullable String code) {
    return code == null || code.isBlank() || code.length() > LONGEST
        ? List.of()
        : desk.find(code.strip());
  }

  /** Where the goods of scans go that had no place when they were made, by their ids. */
  @GET
  @Path("/places")
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, ScanOutlook.Place> places(@QueryParam("scan") List<String> scanIds) {
    return desk.places(scanIds.stream().limit(MOST).toList());
  }

  /**
   * 202 when it is stored, and where the goods go.
   *
   * @param source of the scan that it corrects, when that is not one of the console's
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public RestResponse<ScanDesk.Taken> take(
      @QueryParam("source") @Nullable String source, byte[] body) {
    return RestResponse.ResponseBuilder.<ScanDesk.Taken>create(202)
        .entity(desk.take(source, body, me.name()))
        .build();
  }
}
