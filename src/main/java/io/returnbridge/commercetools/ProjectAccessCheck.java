package io.returnbridge.commercetools;

import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the API client may do what serving needs, found out by reads that return nothing. */
@ApplicationScoped
public class ProjectAccessCheck {

  /**
   * @param problem what is wrong and what to do; empty when the scope can be used
   */
  public record ScopeCheck(String scope, String problem) {}

  private final CommercetoolsClient commercetools;

  public ProjectAccessCheck(CommercetoolsClient commercetools) {
    this.commercetools = commercetools;
  }

  /**
   * Takes a token.
   *
   * @throws Unavailable when the authorization server cannot be reached, or refuses the API client
   */
  public void token() {
    commercetools.grantedScopes();
  }

  /**
   * Asks for no order, whatever the scopes are.
   *
   * @throws Unavailable when the API cannot be reached
   * @throws Rejected when it does not know the project
   */
  public void reach() {
    boolean known;
    try {
      known = commercetools.find(api -> api.orders().get().withLimit(0)).isPresent();
    } catch (Rejected lacksTheScope) {
      return;
    }
    if (!known) {
      throw new Rejected(
          "it does not know the project: correct CTP_PROJECT_KEY, or CTP_API_URL", null);
    }
  }

  /** Every scope that serving needs, each tried by a read. */
  public List<ScopeCheck> scopes() {
    Map<String, Runnable> reads = new LinkedHashMap<>();
    reads.put("manage_orders", () -> commercetools.call(api -> api.orders().get().withLimit(0)));
    reads.put(
        "manage_payments", () -> commercetools.call(api -> api.payments().get().withLimit(0)));
    reads.put(
        "manage_products", () -> commercetools.call(api -> api.inventory().get().withLimit(0)));
    reads.put("view_types", () -> commercetools.call(api -> api.types().get().withLimit(0)));
    List<ScopeCheck> checks = new ArrayList<>();
    reads.forEach((scope, read) -> checks.add(new ScopeCheck(scope, problem(scope, read))));
    return checks;
  }

  /** The scopes that serving needs and the token does not have; none where it does not say. */
  public List<String> missingForServing() {
    return missingOf(Scopes.SERVING);
  }

  /** Those that {@code setup} and {@code doctor} need besides. */
  public List<String> missingForSetup() {
    return missingOf(Scopes.SETUP);
  }

  private List<String> missingOf(List<String> scopes) {
    Set<String> granted = granted();
    return granted.isEmpty()
        ? List.of()
        : scopes.stream().filter(scope -> !Scopes.include(granted, scope)).toList();
  }

  /** The scopes that changes of a plan need and the token does not have, each once. */
  public Set<String> missing(List<SetupPlan.Change> changes) {
    Set<String> granted = granted();
    if (granted.isEmpty() || granted.contains(Scopes.ALL)) {
      return Set.of();
    }
    return changes.stream()
        .filter(change -> change.scopes().stream().noneMatch(granted::contains))
        .map(SetupPlan.Change::scope)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Scopes that give more than is needed. */
  public List<String> tooPowerful() {
    return granted().contains(Scopes.ALL) ? List.of(Scopes.ALL) : List.of();
  }

  private String problem(String scope, Runnable read) {
    try {
      read.run();
    } catch (Rejected | Unavailable e) {
      return String.valueOf(e.getMessage());
    }
    Set<String> granted = granted();
    return granted.isEmpty() || Scopes.include(granted, scope)
        ? ""
        : "the API client may read but not write: give it " + scope + ", and list it in CTP_SCOPES";
  }

  private Set<String> granted() {
    return Scopes.names(commercetools.grantedScopes());
  }
}
