package io.returnbridge.setup;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commercetools.CommercetoolsClient;
import io.returnbridge.commercetools.ProjectAccessCheck;
import io.returnbridge.commercetools.ProjectSetup;
import io.returnbridge.commercetools.SetupPlan;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.failure.Failure;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Settings;
import java.io.PrintStream;
import java.util.Set;

/**
 * Brings commercetools to what the mapping tables want. Without {@code --apply} it says what it
 * would do. A repeat does what is still missing.
 */
public final class SetupCommand {

  private SetupCommand() {}

  /** Returns the exit code: 0, 1 when commercetools refused or is away. */
  public static int run(Settings settings, Mappings mappings, boolean apply, PrintStream out) {
    out.println("commercetools project " + settings.commercetools().projectKey());
    try {
      CommercetoolsClient client = new CommercetoolsClient(settings);
      SetupPlan plan = new ProjectSetup(client).plan(Wanted.by(mappings));
      plan.warnings().forEach(warning -> out.println("  warning: " + warning));
      plan.conflicts().forEach(conflict -> out.println("  CONFLICT: " + conflict));
      Set<String> missing = new ProjectAccessCheck(client).missing(plan.changes());
      boolean may = missing.isEmpty();
      for (SetupPlan.Change change : plan.changes()) {
        if (apply && may) {
          apply(change);
        }
        out.println(
            (apply && may ? "  done: " : "  would ")
                + change.what()
                + " (scope "
                + change.scope()
                + (missing.contains(change.scope()) ? ", which is MISSING)" : ")"));
      }
      if (!may) {
        out.println(
            "The API client lacks "
                + String.join(", ", missing)
                + ": use one that has it for setup, and list it in CTP_SCOPES."
                + (apply ? " Nothing was changed." : ""));
        return apply ? 1 : 0;
      }
      out.println(summary(plan, apply));
      return apply && !plan.conflicts().isEmpty() ? 1 : 0;
    } catch (Conflict e) {
      out.println("Somebody else changed commercetools meanwhile: run setup again.");
    } catch (Failure | Refused e) {
      out.println("setup stopped: " + e.getMessage() + ". What is done stays; run it again after.");
    }
    return 1;
  }

  private static void apply(SetupPlan.Change change) {
    try {
      change.apply().run();
    } catch (Rejected e) {
      throw new Rejected(
          "it could not "
              + change.what()
              + ", which needs the scope "
              + change.scope()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static String summary(SetupPlan plan, boolean apply) {
    int changes = plan.changes().size();
    if (changes == 0) {
      return plan.conflicts().isEmpty()
          ? "Nothing to do."
          : "Nothing that setup can do: solve the conflicts.";
    }
    String counted = changes == 1 ? "1 change" : changes + " changes";
    return apply ? counted + " made." : counted + " to make: run setup --apply.";
  }
}
