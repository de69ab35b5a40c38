package io.returnbridge.metrics;

import io.returnbridge.failure.Plain;
import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Happened;
import io.returnbridge.store.Happened.Kind;
import io.returnbridge.store.Journal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * One line for each event, effect, case and decision, always with the same fields in the same
 * order, so that {@code grep} by a return, an order or an RMA number shows its whole way; and
 * events are counted. What is not known is {@code -}.
 */
@ApplicationScoped
public class JournalLines implements Journal {

  /** The category of the lines. */
  public static final String CATEGORY = "io.returnbridge.journal";

  private static final Logger LOG = Logger.getLogger(CATEGORY);
  private static final Pattern ODD = Pattern.compile("[\"=\\\\]");
  private static final int LONGEST = 300;

  /** Returns whose RMA number is remembered for lines that do not know it. */
  private static final int REMEMBERED = 20_000;

  private final Meters meters;
  private final Consumer<String> lines;
  private final Map<ReturnId, String> rmaNumbers =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ReturnId, String> eldest) {
              return size() > REMEMBERED;
            }
          });

  @Inject
  public JournalLines(Meters meters) {
    this(meters, LOG::info);
  }

  JournalLines(Meters meters, Consumer<String> lines) {
    this.meters = meters;
    this.lines = lines;
  }

  @Override
  public void happened(Happened happened) {
    if (happened.kind() == Kind.EVENT) {
      meters.event(happened.what(), happened.store());
    }
    lines.accept(line(happened, rmaNumber(happened)));
  }

  /** Whoever has none, such as a webhook, is of a return that has told its own before. */
  private @Nullable String rmaNumber(Happened happened) {
    String store = happened.store();
    String returnId = happened.returnId();
    if (store == null || returnId == null) {
      return happened.rmaNumber();
    }
    ReturnId id = new ReturnId(store, returnId);
    if (happened.rmaNumber() == null) {
      return rmaNumbers.get(id);
    }
    rmaNumbers.put(id, happened.rmaNumber());
    return happened.rmaNumber();
  }

  private static String line(Happened happened, @Nullable String rmaNumber) {
    StringBuilder line = new StringBuilder(200);
    line.append(happened.kind().name().toLowerCase(Locale.ROOT))
        .append(' ')
        .append(word(happened.what()));
    String order = happened.orderNumber();
    add(line, "store", happened.store());
    add(line, "return", happened.returnId());
    add(line, "rma", rmaNumber);
    add(line, "order", order == null ? (String) MDC.get(ORDER) : order);
    add(line, "step", happened.step());
    happened.more().forEach((name, value) -> add(line, name, value));
    return line.toString();
  }

  private static void add(StringBuilder line, String name, @Nullable String value) {
    line.append(' ').append(name).append('=').append(value == null ? "-" : word(value));
  }

  /** Nothing in it looks like the end of the value, or like another field. */
  private static String word(String value) {
    String word = ODD.matcher(Plain.line(value, LONGEST)).replaceAll("_");
    return word.isEmpty() || word.indexOf(' ') >= 0 ? '"' + word + '"' : word;
  }
}
