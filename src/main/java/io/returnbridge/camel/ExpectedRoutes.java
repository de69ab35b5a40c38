package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes that are to run: those of the folder as it was at the start, and every business step.
 */
@ApplicationScoped
class ExpectedRoutes {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * @param waits whether it starts only when the steps start
   */
  record Expected(String id, boolean waits) {}

  private final List<Expected> routes;

  ExpectedRoutes(Settings settings, Steps steps) {
    this.routes = read(settings.routesDirectory(), steps);
  }

  List<Expected> all() {
    return routes;
  }

  private static List<Expected> read(Path folder, Steps steps) {
    List<Expected> found = new ArrayList<>();
    try {
      for (Path file : RouteReading.files(folder)) {
        for (JsonNode route : YAML.readTree(Files.readString(file)).findValues("route")) {
          found.add(new Expected(route.path("id").asText(), route.has("autoStartup")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The routes cannot be read", e);
    }
    steps.names().stream()
        .filter(step -> found.stream().noneMatch(f -> f.id().equals(step)))
        .forEach(step -> found.add(new Expected(step, false)));
    steps.all().stream()
        .filter(step -> step.wakes().isPresent())
        .filter(step -> found.stream().noneMatch(f -> f.id().equals(step.wakeUpRoute())))
        .forEach(step -> found.add(new Expected(step.wakeUpRoute(), true)));
    return List.copyOf(found);
  }
}
