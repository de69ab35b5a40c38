package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.ConsoleUsers;
import io.returnbridge.api.Roles;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.ConsoleUser;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.Variable;
import io.returnbridge.setup.Check;
import io.returnbridge.setup.DoctorCommand;
import io.returnbridge.store.Database;
import io.returnbridge.store.ThisReplica;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is set, without secrets; whether all is well with it; who may log in; which processes run.
 */
@Path("/console/settings")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class SettingPages {

  private static final String REPLICAS =
      """
      select id, started_at, seen_at, share, commercetools_away, reveni_away from replica
      where not ended and seen_at > now() - ? * interval '1 second' order by started_at
      """;

  /** A process of the installation. */
  record Replica(
      String id,
      boolean isThis,
      Instant startedAt,
      Instant seenAt,
      int share,
      @Nullable Instant commercetoolsAway,
      @Nullable Instant reveniAway) {}

  record Version(String name, String number) {}

  /** Variables that begin alike. */
  record Group(String name, List<Variable> variables) {

    public List<Variable> set() {
      return variables.stream().filter(Variable::isSet).toList();
    }

    public List<Variable> unset() {
      return variables.stream().filter(v -> !v.isSet()).toList();
    }
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance settings(
        List<Group> groups,
        List<Version> versions,
        List<Replica> replicas,
        boolean mayUsers,
        List<ConsoleUser> users);

    static native TemplateInstance doctor(List<Check> checks, long failed, long warned);
  }

  private final Settings settings;
  private final Steps steps;
  private final ConsoleUsers users;
  private final Database database;
  private final ThisReplica replica;
  private final Versions versions;
  private final Me me;

  SettingPages(
      Settings settings,
      Steps steps,
      ConsoleUsers users,
      Database database,
      ThisReplica replica,
      Versions versions,
      Me me) {
    this.settings = settings;
    this.steps = steps;
    this.users = users;
    this.database = database;
    this.replica = replica;
    this.versions = versions;
    this.me = me;
  }

  @GET
  public TemplateInstance all() {
    boolean mayUsers = me.has(Roles.ADMIN);
    return Templates.settings(
        groups(),
        versions.all(),
        database.query(
            REPLICAS,
            r ->
                new Replica(
                    r.text(1),
                    r.text(1).equals(replica.id()),
                    r.time(2),
                    r.time(3),
                    r.integer(4),
                    r.timeOrNull(5),
                    r.timeOrNull(6)),
            RouteDesk.ALIVE),
        mayUsers,
        mayUsers ? everybody() : List.of());
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    List<Variable> left = new ArrayList<>(settings.shown());
    for (String prefix : List.of("CTP_", "REVENI_", "WAREHOUSE_", "ALERTS_")) {
      List<Variable> those = left.stream().filter(v -> v.name().startsWith(prefix)).toList();
      left.removeAll(those);
      groups.add(
          new Group(prefix.substring(0, prefix.length() - 1).toLowerCase(Locale.ROOT), those));
    }
    groups.add(new Group("program", left));
    return groups.stream().filter(group -> !group.variables().isEmpty()).toList();
  }

  private List<ConsoleUser> everybody() {
    return Stream.concat(
            Stream.of(new ConsoleUser("admin", "", Roles.ALL, "")),
            users.names().stream().map(users::find).flatMap(Optional::stream))
        .toList();
  }

  /** Looks at everything, which takes some seconds; it changes nothing. */
  @POST
  @Path("/doctor")
  public TemplateInstance doctor() {
    List<Check> checks =
        Check.worstFirst(
            DoctorCommand.ofRunning(
                settings,
                new Steps(steps.all().stream().filter(s -> s.about() != About.RECORD).toList())));
    return Templates.doctor(
        checks,
        checks.stream().filter(c -> c.level() == Check.Level.FAIL).count(),
        checks.stream().filter(c -> c.level() == Check.Level.WARN).count());
  }
}
