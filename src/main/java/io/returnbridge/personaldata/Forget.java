package io.returnbridge.personaldata;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.OutboxRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The job forget: what is kept of people for a time only is deleted. What is still to be done stays
 * until it is done; topics delete by their own retention.
 */
@Step(name = Forget.NAME, about = About.INSTALLATION)
@Named("forget")
@ApplicationScoped
public class Forget {

  static final String NAME = "forget";

  private final Database database;
  private final KeptWebhooks webhooks;
  private final Erasure erasure;
  private final Topics topics;
  private final Steps steps;
  private final Duration raw;
  private final Duration operators;

  /**
   * @param rawDays of webhooks that could not be read, or that a step has which is no longer there
   * @param operatorDays of those whom the warehouse names in its scans, and of where people have
   *     logged in from
   */
  Forget(
      Database database,
      KeptWebhooks webhooks,
      Erasure erasure,
      Topics topics,
      Steps steps,
      @ConfigProperty(name = "personal-data.raw-days") int rawDays,
      @ConfigProperty(name = "personal-data.operator-days") int operatorDays) {
    this.database = database;
    this.webhooks = webhooks;
    this.erasure = erasure;
    this.topics = topics;
    this.steps = steps;
    this.raw = Duration.ofDays(rawDays);
    this.operators = Duration.ofDays(operatorDays);
  }

  /**
   * @return nothing: nobody is told
   */
  public List<OutboxRecord> run(Claim claim) {
    Instant now = Instant.now();
    var gone = webhooks.forget(now.minus(raw));
    database.update(
        """
        delete from own_record
        where stored_at < ? and split_part(place, '/', 1) = ? and not (step = any(?))
        """,
        now.minus(raw),
        topics.ofWebhooks().get(0),
        steps.about(About.RECORD).toArray(String[]::new));
    database.update(
        """
        update scan set body = body - 'operator'
        where accepted_at < ? and body ->> 'operator' is not null
        """,
        now.minus(operators));
    database.update(
        "update login_record set client = null where at < ? and client is not null",
        now.minus(operators));
    erasure.eraseEnded();
    return List.of();
  }
}
