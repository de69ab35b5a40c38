package io.returnbridge.steps.mirror;

import io.returnbridge.engine.BusinessStep.Later;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.Mode;
import io.returnbridge.mappings.TimingRow;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** When an event is shown: {@code timing.csv} lets some wait for their next time. */
final class BatchTiming {

  private final Mappings mappings;
  private final Settings settings;

  BatchTiming(Mappings mappings, Settings settings) {
    this.mappings = mappings;
    this.settings = settings;
  }

  /** Null for what goes on now, as does all that is not an event. */
  @Nullable Later later(WakeUp wakeUp) {
    if (!(wakeUp.reason() instanceof Reason.Event event)) {
      return null;
    }
    TimingRow row = mappings.timing().forEvent(ReturnEvent.typeOf(event.id()));
    String schedule = row.schedule();
    return row.mode() == Mode.BATCH && schedule != null
        ? new Later(next(schedule), "batch:" + schedule)
        : null;
  }

  private Instant next(String schedule) {
    try {
      CronExpression cron = new CronExpression(schedule);
      cron.setTimeZone(TimeZone.getTimeZone(settings.reportTimeZone()));
      Date next = cron.getNextValidTimeAfter(new Date());
      return next == null ? Instant.now() : next.toInstant();
    } catch (ParseException e) {
      throw new IllegalStateException("timing.csv was checked at start: " + schedule, e);
    }
  }
}
