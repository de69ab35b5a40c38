package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import io.returnbridge.registry.StepDefinition;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;

/**
 * Makes of a route of one's own what the routes of our steps are: {@code <step>-wake-up} listens to
 * the topic and only remembers its records, and {@code <step>} does what the file says once the
 * engine has claimed one. Both are in the picture of the running routes.
 */
@Named("ownStepRoutes")
@Singleton
@Unremovable
public class OwnStepRoutes implements ModelLifecycleStrategy {

  /** What such a route names as its {@code routeConfigurationId}. */
  static final String CONFIGURATION = "own-step";

  private static final Pattern LATEST = Pattern.compile("[?&]autoOffsetReset=latest(&|$)");

  private final CamelContext camel;
  private final Set<String> fromNowOn = new TreeSet<>();

  public OwnStepRoutes(CamelContext camel) {
    this.camel = camel;
  }

  /**
   * Steps that begin, the first time, with what comes then. Kafka's own setting would lose what
   * comes while the step is away, as long as it has read nothing of a partition.
   */
  Set<String> fromNowOn() {
    return Set.copyOf(fromNowOn);
  }

  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    FromDefinition from = route.getInput();
    if (CONFIGURATION.equals(route.getRouteConfigurationId())
        && from.getEndpointUri().startsWith("kafka:")) {
      String step = route.getRouteId();
      String topic = from.getEndpointUri();
      from.setUri("direct:" + step);
      route.setAutoStartup(null);
      withItsRecord(route, step);
      listen(step, topic);
    }
  }

  /** Around what the file says, behind what its configuration has put before it. */
  private static void withItsRecord(RouteDefinition route, String step) {
    List<ProcessorDefinition<?>> outputs = route.getOutputs();
    List<ProcessorDefinition<?>> own =
        outputs.stream().filter(output -> !output.isAbstract()).toList();
    outputs.removeAll(own);
    route
        .bean("ownSteps", "begin")
        .id(step + "-begins")
        .description("The next record of the key, as it came; none when it was given up");
    FilterDefinition filter = route.filter().simple("${exchangeProperty.ownRecord} != null");
    filter.id(step + "-has-a-record").description("There is one to be done");
    own.forEach(filter::addOutput);
    filter
        .bean("ownSteps", "passed")
        .id(step + "-has-passed")
        .description("It is done: its case ends, and the next of its key is due");
  }

  private void listen(String step, String uri) {
    if (LATEST.matcher(uri).find()) {
      fromNowOn.add(step);
    }
    String topic = uri.replaceFirst("[?].*", "");
    try {
      camel.addRoutes(
          new RouteBuilder(camel) {
            @Override
            public void configure() {
              from(topic + "?groupId=" + step)
                  .routeId(step + StepDefinition.WAKE_UP)
                  .routeDescription("Records for " + step)
                  .routeConfigurationId("business-step")
                  .autoStartup(false)
                  .bean("wakeUps", "read")
                  .id("read-for-" + step)
                  .to("direct:wake")
                  .id("wake-" + step);
            }
          });
    } catch (Exception e) {
      throw new IllegalStateException("The route of " + step + " cannot listen to its topic", e);
    }
  }

  @Override
  public void onRemoveRouteDefinition(RouteDefinition route) {}

  @Override
  public void onAddRouteTemplateDefinition(RouteTemplateDefinition template) {}

  @Override
  public void onRemoveRouteTemplateDefinition(RouteTemplateDefinition template) {}
}
