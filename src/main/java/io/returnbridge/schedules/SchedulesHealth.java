package io.returnbridge.schedules;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.schedules.Schedules.Schedule;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the clock ticks, in this process or in another: each job with when it began last and when
 * it is due. It does not decide on {@code /q/health/ready}, since webhooks are taken without it.
 */
@Wellness
@ApplicationScoped
public class SchedulesHealth implements HealthCheck {

  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Schedules schedules;

  SchedulesHealth(Schedules schedules) {
    this.schedules = schedules;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("Scheduler");
    try {
      List<Schedule> all = schedules.all(GRACE);
      all.forEach(schedule -> answer.withData(schedule.job(), text(schedule)));
      return answer.status(all.stream().allMatch(s -> s.missed() == null)).build();
    } catch (Unavailable away) {
      return answer.down().withData("database", "does not answer").build();
    }
  }

  private static String text(Schedule schedule) {
    return (schedule.last() == null ? "never yet" : "last " + schedule.last())
        + (schedule.missed() == null ? "" : ", missed " + schedule.missed())
        + (schedule.next() == null ? "" : ", next " + schedule.next());
  }
}
