package io.returnbridge.steps.inspect;

import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks Reveni, in one store or in each. A store that cannot be asked hides no return of another.
 */
@ApplicationScoped
public class ReveniReturnFinder implements ReturnFinder {

  private final ReveniReturns returns;
  private final Mappings mappings;

  public ReveniReturnFinder(ReveniReturns returns, Mappings mappings) {
    this.returns = returns;
    this.mappings = mappings;
  }

  @Override
  public List<ReturnId> find(@Nullable String store, String returnId) {
    List<ReturnId> found = new ArrayList<>();
    Unavailable away = null;
    for (StoreRow row : mappings.stores().all()) {
      if (store == null || store.equals(row.store())) {
        ReturnId id = new ReturnId(row.store(), returnId);
        try {
          if (!(returns.read(id) instanceof ReveniAnswer.NotFound)) {
            found.add(id);
          }
        } catch (NeedsDecision unreadable) {
          // It is there; what is wrong with it, the step says that reads it.
          found.add(id);
        } catch (Unavailable notNow) {
          away = notNow;
        }
      }
    }
    if (away != null && found.isEmpty()) {
      throw away;
    }
    return found;
  }
}
