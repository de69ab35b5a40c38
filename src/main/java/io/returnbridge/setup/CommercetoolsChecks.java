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
import io.returnbridge.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether commercetools can be reached, lets us do our work, and has what the tables name. */
final class CommercetoolsChecks {

  private CommercetoolsChecks() {}

  /**
   * @param mappings absent: what they want of the project is not looked at
   */
  static List<Check> of(Settings settings, Optional<Mappings> mappings) {
    CommercetoolsClient client = new CommercetoolsClient(settings);
    ProjectAccessCheck access = new ProjectAccessCheck(client);
    List<Check> checks = new ArrayList<>();
    try {
      access.token();
      checks.add(Check.ok("commercetools token"));
    } catch (Failure e) {
      checks.add(Check.fail("commercetools token", String.valueOf(e.getMessage())));
      return checks;
    }
    try {
      access.reach();
    } catch (Failure e) {
      checks.add(
          Check.fail(
              "commercetools API " + settings.commercetools().apiUrl(),
              String.valueOf(e.getMessage())));
      return checks;
    }
    for (ProjectAccessCheck.ScopeCheck scope : access.scopes()) {
      checks.add(
          scope.problem().isEmpty()
              ? Check.ok("commercetools scope " + scope.scope())
              : Check.fail("commercetools scope " + scope.scope(), scope.problem()));
    }
    List<String> lacking = access.missingForSetup();
    for (String scope : lacking) {
      checks.add(
          Check.warn(
              "commercetools scope " + scope + " is missing",
              "serving does without; setup --apply, and doctor for all that it looks at, want an API client that has it"));
    }
    for (String scope : access.tooPowerful()) {
      checks.add(
          Check.warn(
              "commercetools scope " + scope + " gives more than is needed",
              "use an API client with the scopes above"));
    }
    boolean whole = !lacking.contains("view_stores");
    mappings.ifPresent(tables -> checks.addAll(project(settings, client, tables, whole)));
    return checks;
  }

  /**
   * @param whole also Stores and States, which serving does not read
   */
  private static List<Check> project(
      Settings settings, CommercetoolsClient client, Mappings mappings, boolean whole) {
    String project = "commercetools project " + settings.commercetools().projectKey();
    List<Check> checks = new ArrayList<>();
    try {
      ProjectSetup setup = new ProjectSetup(client);
      Wanted wanted = Wanted.by(mappings);
      SetupPlan plan = whole ? setup.plan(wanted) : setup.essentials(wanted);
      for (SetupPlan.Change change : plan.changes()) {
        String what = "commercetools lacks something: setup would " + change.what();
        checks.add(
            change.needed()
                ? Check.fail(what, "run setup --apply")
                : Check.warn(what, "run setup --apply"));
      }
      plan.conflicts().forEach(c -> checks.add(Check.fail("commercetools", c)));
      plan.warnings().forEach(w -> checks.add(Check.warn("commercetools", w)));
      if (plan.changes().isEmpty() && plan.conflicts().isEmpty()) {
        checks.add(Check.ok(project + ": Types, reason codes and channels are complete"));
      }
    } catch (Failure | Refused | Conflict e) {
      checks.add(
          Check.fail(
              project + ": Types and channels cannot be read", String.valueOf(e.getMessage())));
    }
    return checks;
  }
}
