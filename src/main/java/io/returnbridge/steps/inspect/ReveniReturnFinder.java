package io.returnbridge.steps.inspect;

import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Asks Reveni, in one store or in each, and has what it knows accepted. A store that cannot be
 * asked hides no return of another.
 */
@ApplicationScoped
public class ReveniReturnFinder implements ReturnFinder {

  private final ReveniReturns returns;
  private final Mappings mappings;
  private final WorkList work;

  public ReveniReturnFinder(ReveniReturns returns, Mappings mappings, WorkList work) {
    this.returns = returns;
    this.mappings = mappings;
    this.work = work;
  }

  @Override
  public void find(@Nullable String store, String returnId, String trigger) {
    boolean found = false;
    Unavailable away = null;
    for (StoreRow row : mappings.stores().all()) {
      if (store == null || store.equals(row.store())) {
        ReturnId id = new ReturnId(row.store(), returnId);
        try {
          if (!(returns.read(id) instanceof ReveniAnswer.NotFound)) {
            work.wake(WakeUp.ACCEPT_RETURN, id.subject(), trigger);
            found = true;
          }
        } catch (NeedsDecision unreadable) {
          // It is there; what is wrong with it, the step says that reads it.
          work.wake(WakeUp.ACCEPT_RETURN, id.subject(), trigger);
          found = true;
        } catch (Unavailable notNow) {
          away = notNow;
        }
      }
    }
    if (away != null && !found) {
      throw away;
    }
  }
}
