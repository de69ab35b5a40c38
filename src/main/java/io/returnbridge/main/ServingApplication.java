package io.returnbridge.main;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.returnbridge.camel.IntakeGate;
import io.returnbridge.camel.RouteRules;
import io.returnbridge.camel.StepsStarter;
import io.returnbridge.edge.HttpListeners;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.camel.quarkus.core.CamelRuntime;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the routes once everything else has started, and says that it serves. */
public final class ServingApplication implements QuarkusApplication {
  private static volatile Consumer<URI> ready = address -> {};

  private final CamelRuntime camel;
  private final RouteRules rules;
  private final StepsStarter steps;
  private final IntakeGate intake;
  private final HttpListeners listeners;

  @Inject
  public ServingApplication(
      CamelRuntime camel,
      RouteRules rules,
      StepsStarter steps,
      IntakeGate intake,
      HttpListeners listeners) {
    this.camel = camel;
    this.rules = rules;
    this.steps = steps;
    this.intake = intake;
    this.listeners = listeners;
  }

  static void onReady(Consumer<URI> listener) {
    ready = listener;
  }

  @Override
  public int run(String... args) {
    List<String> problems = new ArrayList<>(rules.problems());
    if (problems.isEmpty()) {
      problems.addAll(listeners.start());
    }
    if (!problems.isEmpty()) {
      problems.forEach(problem -> System.err.println(JsonLog.said("ERROR", problem)));
      return 1;
    }
    camel.start(args);
    intake.open();
    steps.start();
    double seconds =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
    System.out.println(
        JsonLog.said(
            "INFO", String.format(Locale.ROOT, "Ready in %.1f s: %s", seconds, address())));
    Thread listener = new Thread(() -> ready.accept(address()), "ready");
    listener.setDaemon(true);
    listener.start();
    Quarkus.waitForExit();
    return 0;
  }

  private static URI address() {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    return URI.create("http://127.0.0.1:" + port);
  }
}
