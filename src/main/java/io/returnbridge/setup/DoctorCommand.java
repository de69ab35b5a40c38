package io.returnbridge.setup;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commercetools.CommercetoolsClient;
import io.returnbridge.commercetools.ProjectAccessCheck;
import io.returnbridge.commercetools.ProjectSetup;
import io.returnbridge.commercetools.SetupPlan;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.failure.Failure;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that serving needs, changes nothing, and says one line about each. */
public final class DoctorCommand {

  private DoctorCommand() {}

  /** Returns the exit code: 0, or 1 when a check failed; warnings do not fail. */
  public static int run(Settings settings, Mappings mappings, PrintStream out) {
    FineSettings fine = FineSettings.read();
    List<Check> checks = new ArrayList<>();
    checks.add(
        Check.ok(
            "settings: complete, with "
                + fine.retries().size()
                + " retry policies and "
                + fine.breakers().size()
                + " breakers"));
    checks.add(
        Check.ok(
            "mappings: "
                + mappings.stores().all().size()
                + " stores, "
                + mappings.reasons().codes().size()
                + " reason codes, "
                + mappings.channels().stockChannels().size()
                + " stock channels"));
    try {
      settings.requireList(mappings.payload().knowsLists());
    } catch (SettingsProblems e) {
      checks.add(Check.fail("the list of returns", String.valueOf(e.getMessage())));
    }
    checks.addAll(commercetools(settings, mappings));
    checks.addAll(ReveniChecks.of(settings, mappings));
    checks.addAll(StorageChecks.of(settings));
    checks.addAll(AlertChecks.of(settings.alerts()));
    checks.forEach(check -> check.print(out));
    long failed = checks.stream().filter(c -> c.level() == Check.Level.FAIL).count();
    long warned = checks.stream().filter(c -> c.level() == Check.Level.WARN).count();
    out.println(checks.size() + " checks, " + failed + " failed, " + warned + " with a warning.");
    return failed == 0 ? 0 : 1;
  }

  private static List<Check> commercetools(Settings settings, Mappings mappings) {
    String project = "commercetools project " + settings.commercetools().projectKey();
    CommercetoolsClient client = new CommercetoolsClient(settings);
    ProjectAccessCheck access = new ProjectAccessCheck(client);
    List<Check> checks = new ArrayList<>();
    try {
      access.token();
      checks.add(Check.ok("commercetools token"));
    } catch (Failure e) {
      checks.add(
          Check.fail("commercetools token: " + e.getMessage(), "correct the CTP_ variables"));
      return checks;
    }
    for (ProjectAccessCheck.ScopeCheck scope : access.scopes()) {
      checks.add(
          scope.problem().isEmpty()
              ? Check.ok("commercetools scope " + scope.scope())
              : Check.fail("commercetools scope " + scope.scope(), scope.problem()));
    }
    for (String scope : access.tooPowerful()) {
      checks.add(
          Check.warn(
              "commercetools scope " + scope + " gives more than is needed",
              "use an API client with the scopes above"));
    }
    try {
      SetupPlan plan = new ProjectSetup(client).plan(Wanted.by(mappings));
      checks.addAll(missing(plan));
      if (plan.changes().isEmpty() && plan.conflicts().isEmpty()) {
        checks.add(Check.ok(project + ": Types, reason codes and stock channels are complete"));
      }
    } catch (Failure | Refused | Conflict e) {
      checks.add(
          Check.fail(
              project + ": Types and channels cannot be read", String.valueOf(e.getMessage())));
    }
    return checks;
  }

  private static List<Check> missing(SetupPlan plan) {
    List<Check> checks = new ArrayList<>();
    for (SetupPlan.Change change : plan.changes()) {
      String what = "commercetools lacks something: setup would " + change.what();
      checks.add(
          change.needed()
              ? Check.fail(what, "run setup --apply")
              : Check.warn(what, "run setup --apply"));
    }
    plan.conflicts().forEach(c -> checks.add(Check.fail("commercetools", c)));
    plan.warnings().forEach(w -> checks.add(Check.warn("commercetools", w)));
    return checks;
  }
}
