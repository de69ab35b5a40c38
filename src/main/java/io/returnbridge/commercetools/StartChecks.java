package io.returnbridge.commercetools;

import io.returnbridge.failure.Rejected;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** What must be there before the first step runs. */
@ApplicationScoped
public class StartChecks {

  private final ProjectAccessCheck access;
  private final ProjectSetup setup;
  private final ProjectCatalogue catalogue;

  public StartChecks(ProjectAccessCheck access, ProjectSetup setup, ProjectCatalogue catalogue) {
    this.access = access;
    this.setup = setup;
    this.catalogue = catalogue;
  }

  /**
   * What other tables than those in force would lack.
   *
   * @throws io.returnbridge.failure.Unavailable when commercetools cannot be reached
   */
  public List<Lack> lacks(Wanted wanted) {
    try {
      return setup.essentials(wanted).lacks();
    } catch (ClientRefused | Rejected e) {
      return List.of(Lack.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Scopes, Types with our fields and all reason codes, and the channels. Afterwards the catalogue
   * is loaded, so that the first return pays for none of it.
   *
   * @return what stops the start, each with what to do; empty when all is well
   * @throws io.returnbridge.failure.Unavailable when commercetools cannot be reached: ask again
   */
  public List<String> problems(Wanted wanted) {
    List<String> problems = new ArrayList<>();
    try {
      for (String scope : access.missingForServing()) {
        problems.add(
            "the API client of CTP_CLIENT_ID lacks the scope "
                + scope
                + ": give it one that has it, and list it in CTP_SCOPES");
      }
      SetupPlan plan = setup.essentials(wanted);
      problems.addAll(plan.conflicts());
      plan.changes().stream()
          .filter(SetupPlan.Change::needed)
          .forEach(
              change ->
                  problems.add(
                      "commercetools is not ready: run setup --apply, which will "
                          + change.what()));
      catalogue.load();
    } catch (ClientRefused | Rejected e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return problems;
  }
}
