package io.returnbridge.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** Cases and recipients on a real PostgreSQL, with a clock at hand. */
abstract class DigestsOnPostgres {

  static final Recipient CX_MAIL = new Recipient("cx", AlertMedium.EMAIL);
  static final Recipient CX_HOOK = new Recipient("cx", AlertMedium.WEBHOOK);
  static final Recipient FINANCE_MAIL = new Recipient("finance", AlertMedium.EMAIL);
  static final String QUIET = "ALERTS_QUIET_HOURS";

  private final Mappings mappings = Mappings.load(Path.of("mappings"));
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  Database database;
  Cases cases;
  CaseBook caseBook;
  AlertBook book;
  Instant now;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, mappings);
    caseBook = new CaseBook(database);
    book = new AlertBook(database);
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** A process: its clock is the test's. */
  Digests digests(boolean resolved, String... variables) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "CTP_PROJECT_KEY", "shop",
                "CTP_CLIENT_ID", "id",
                "CTP_CLIENT_SECRET", "secret",
                "CTP_AUTH_URL", "https://auth.example.com",
                "CTP_API_URL", "https://api.example.com",
                "CTP_SCOPES", "manage_orders:shop"));
    all.put("ALERTS_SMTP_HOST", "smtp.example.com");
    all.put("ALERTS_EMAIL_FROM", "returns@example.com");
    all.put("ALERTS_EMAIL_CX", "cx@example.com");
    all.put("ALERTS_EMAIL_FINANCE", "finance@example.com");
    all.put("ALERTS_WEBHOOK_URL_CX", "https://hooks.example.com/cx");
    for (String variable : variables) {
      int at = variable.indexOf('=');
      all.put(variable.substring(0, at), variable.substring(at + 1));
    }
    AlertRules rules =
        new AlertRules(
            Duration.ofMinutes(2),
            Duration.ofMinutes(15),
            Duration.ofMinutes(1),
            true,
            resolved,
            Duration.ofMinutes(1),
            Duration.ofMinutes(15));
    return new Digests(
        database,
        book,
        rules,
        new AlertMetrics(registry),
        cases,
        new ReportBook(database),
        mappings,
        Settings.read(all),
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        });
  }

  void after(Duration time) {
    now = now.plus(time);
  }

  void minutes(int minutes) {
    after(Duration.ofMinutes(minutes));
  }

  /** A case that is opened now, as the test's clock says. */
  void open(String code, String returnId) {
    cases.add(
        new Origin("accept-return", "es/" + returnId, new ReturnId("es", returnId), null, null),
        Trouble.of(code, Map.of()));
    database.update(
        "update exception_case set opened_at = ? where return_id = ? and code = ?",
        now,
        returnId,
        code);
  }

  void resolve(String code, String returnId) {
    cases.resolve(code, new ReturnId("es", returnId), "", "The trouble has gone");
    database.update("update exception_case set resolved_at = ? where return_id = ?", now, returnId);
  }

  /** What goes out at a tick of the clock, all of it successfully. */
  static List<Digest> tick(Digests digests) {
    List<Digest> sent = new ArrayList<>();
    for (Recipient recipient : digests.candidates()) {
      Optional<Digest> digest = digests.plan(recipient, false);
      digest.ifPresent(sent::add);
      digest.ifPresent(digests::sent);
    }
    digests.settle();
    return sent;
  }

  static Digest only(List<Digest> digests) {
    assertThat(digests).hasSize(1);
    return digests.get(0);
  }

  List<ExceptionCase> undelivered() {
    return caseBook.list(new CaseBook.Filter(null, null, "ALERTS_UNDELIVERED", null), null, 10);
  }
}
