package io.returnbridge.reports;

import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reconciliation.Reconcile;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import java.time.Clock;
import java.util.List;

/** The reports that a reconciliation ends with; nobody can ask for one. */
public final class TestReports {

  private TestReports() {}

  public static List<Reconcile.Ended> ofReconciliation(
      Database database, WorkList work, Mappings mappings, Settings settings) {
    ReportDesk desk =
        new ReportDesk(
            new ReportBook(database), database, work, mappings, settings, Clock.systemUTC());
    return List.of(new CreditReconciliation(desk, null, 35), new StockReconciliation(desk, null));
  }
}
