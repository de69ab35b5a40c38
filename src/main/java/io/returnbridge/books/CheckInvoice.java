package io.returnbridge.books;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.registry.About;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;

/** Compares Reveni's invoices again: a person asks for it at a case. */
@Step(name = CheckInvoice.NAME, about = About.INSTALLATION)
@Named("checkInvoice")
@ApplicationScoped
public class CheckInvoice {

  public static final String NAME = "check-invoice";

  static final String ALL = WakeUp.INSTALLATION;

  private final InvoiceBook book;

  CheckInvoice(InvoiceBook book) {
    this.book = book;
  }

  /**
   * @return nothing: what is found is seen in the cases
   */
  public List<OutboxRecord> run(Claim claim) {
    var unused = book.settle();
    return List.of();
  }
}
