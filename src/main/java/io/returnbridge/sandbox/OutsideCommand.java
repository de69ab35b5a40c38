package io.returnbridge.sandbox;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * {@code sandbox --outside}: only what is outside of the program, for whoever wants to try the
 * program with tables of their own. commercetools is as a merchant's is before the set-up: it has
 * the selling channels, the Stores, and for each store one order; Reveni has one return of it that
 * was received and refunded. What is printed is a shell script that sets the variables.
 */
public final class OutsideCommand {

  private static final String SKU = "TSHIRT-RED-M";
  private static final long CENTS = 2500;

  private OutsideCommand() {}

  /** Runs until the process is ended. */
  public static int run(Map<String, String> environment, PrintStream out) {
    String folder = environment.getOrDefault("MAPPINGS_DIR", "").strip();
    Mappings mappings = Mappings.load(Path.of(folder.isEmpty() ? "mappings" : folder));
    try (OutsideSystems outside = OutsideSystems.start(mappings)) {
      sell(outside.commercetools(), mappings);
      out.println("# commercetools and Reveni of the sandbox, until this process ends (Ctrl-C).");
      for (StoreRow row : mappings.stores().all()) {
        out.println(
            "# Store %s: order %s, return %s"
                .formatted(row.store(), order(row), returned(mappings, row, outside.reveni())));
      }
      out.print(OutsideSystems.script(outside.variables()));
      out.println("# Ready");
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static String order(StoreRow row) {
    return "ORDER-" + row.store().toUpperCase(Locale.ROOT) + "-1";
  }

  private static void sell(CommercetoolsSandbox commercetools, Mappings mappings) {
    Seeds seeds = commercetools.seeds();
    Set<String> stock = mappings.channels().stockChannels();
    for (String channel : mappings.channels().channels()) {
      seeds.channel(channel, stock.contains(channel) ? "InventorySupply" : "ProductDistribution");
    }
    Set<String> made = new TreeSet<>();
    for (StoreRow row : mappings.stores().all()) {
      String store = row.commercetoolsStore();
      @Nullable String channel = row.defaultChannel();
      boolean supplies = channel != null && stock.contains(channel);
      List<String> sold = channel == null ? List.of() : List.of(channel);
      if (store != null && made.add(store)) {
        seeds.store(store, supplies ? List.of() : sold, supplies ? sold : List.of(), row.country());
      }
      seeds.order(
          order(row),
          store,
          row.currency(),
          List.of(
              new Seeds.Line(
                  SKU,
                  "T-shirt",
                  "Camiseta",
                  1,
                  CENTS,
                  supplies ? channel : null,
                  supplies ? null : channel)));
    }
  }

  /** Answers the id. */
  private static String returned(Mappings mappings, StoreRow row, ReveniSandbox reveni) {
    int digits = Currency.getInstance(row.currency()).getDefaultFractionDigits();
    String amount = BigDecimal.valueOf(CENTS, digits).setScale(4).toPlainString();
    Shopper shopper = reveni.shopper(row.store()).quiet();
    String id =
        shopper.create(
            ReturnBuilder.ofOrder(order(row))
                .currency(row.currency())
                .customer("shopper@example.com", row.locale())
                .item(SKU, 1, mappings.reasons().all().get(0).reveniReason(), amount));
    shopper.ship(id);
    shopper.receive(id);
    shopper.completeRefund(id, NewRefund.byMerchant("refund-" + row.store(), amount));
    return id;
  }
}
