package io.returnbridge.store;

import io.returnbridge.model.ReturnState;
import java.util.Collection;

/** Is told of all states that are saved, in their transaction. */
@FunctionalInterface
public interface StateObserver {

  void saved(Collection<ReturnState> states);
}
