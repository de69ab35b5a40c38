package io.returnbridge.main;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Plain;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.PayloadTrial;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command {@code payload try}: how a return's JSON is read, from a file or from Reveni. */
final class PayloadCommand {

  private static final int WIDEST = 48;

  private final Map<String, String> variables;
  private final PrintStream out;
  private final Clock clock;

  PayloadCommand(Map<String, String> variables, PrintStream out, Clock clock) {
    this.variables = variables;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Returns the exit code: 0, or 1 when something would become a case or nothing was there to read.
   *
   * @param what a file, else the id of a return
   * @param store needed for an id where there are several
   */
  int run(String what, @Nullable String store) {
    Path file = Path.of(what);
    if (Files.exists(file) || what.contains("/") || what.endsWith(".json")) {
      return file(file, store);
    }
    Settings settings = Settings.read(variables);
    Mappings mappings = Mappings.load(settings.mappingsDirectory());
    Optional<String> of = store(mappings, store);
    if (of.isEmpty()) {
      return 2;
    }
    try {
      ReveniReturns returns =
          new ReveniReturns(new StoreKeys(new PlainReveniHttp(), settings), mappings);
      Optional<String> document = returns.document(new ReturnId(of.get(), what));
      if (document.isEmpty()) {
        out.println("Reveni has no return " + what + " in store " + of.get() + ".");
        return 1;
      }
      return show(mappings, of.get(), what, document.get());
    } catch (Unavailable | Rejected e) {
      out.println(e instanceof NotTried ? e.getMessage() : "It cannot be read: " + e.getMessage());
      return 1;
    }
  }

  private int file(Path file, @Nullable String store) {
    Path folder = Path.of(variables.getOrDefault("MAPPINGS_DIR", "mappings"));
    try {
      Mappings mappings = Mappings.load(folder);
      String of = store == null ? mappings.stores().all().get(0).store() : store;
      return show(mappings, of, null, Files.readString(file));
    } catch (CharacterCodingException e) {
      out.println(file + " is not UTF-8");
    } catch (IOException e) {
      out.println(file + " cannot be read: " + Plain.why(e));
    }
    return 1;
  }

  private Optional<String> store(Mappings mappings, @Nullable String store) {
    List<String> all = mappings.stores().all().stream().map(StoreRow::store).toList();
    if (store == null ? all.size() == 1 : all.contains(store)) {
      return Optional.of(store == null ? all.get(0) : store);
    }
    out.println(
        (store == null ? "Of which store? " : "There is no store " + store + ". ")
            + "Name it with --store, one of "
            + String.join(", ", all)
            + ".");
    return Optional.empty();
  }

  private int show(Mappings mappings, String store, @Nullable String returnId, String json) {
    PayloadTrial.Result result = PayloadTrial.of(mappings, store, returnId, json, clock.instant());
    int path = width(result.fields().stream().map(PayloadTrial.Field::path).toList());
    int raw = width(result.fields().stream().map(PayloadTrial.Field::raw).toList());
    for (PayloadTrial.Field field : result.fields()) {
      out.println(padded(field.path(), path) + padded(field.raw(), raw) + field.meaning());
    }
    out.println();
    out.println(result.sum());
    for (Trouble trouble : result.troubles()) {
      String owner =
          mappings.exceptions().find(trouble.code()).map(ExceptionRow::owner).orElse("integration");
      out.println(
          trouble.code()
              + " ("
              + owner
              + "): "
              + trouble.values().getOrDefault("detail", trouble.subject()));
    }
    return result.troubles().isEmpty() ? 0 : 1;
  }

  /** What is wider than most pushes its own line only. */
  private static int width(List<String> texts) {
    return Math.min(WIDEST, texts.stream().mapToInt(String::length).max().orElse(0));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()) + 2);
  }
}
