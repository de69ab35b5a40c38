package io.returnbridge.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.camel.RouteRules;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.metrics.Meters;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.FineSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** The steps of the program, found by their classes as the start finds them by its beans. */
public final class TestSteps {

  public static final Steps ALL =
      StepDefinitions.among(classes().stream()).inOrderOf(RouteRules.ids(Path.of("routes")));

  private TestSteps() {}

  public static Circuits circuits() {
    return new Circuits(ALL, FineSettings.read(), new SimpleMeterRegistry());
  }

  public static Meters meters() {
    return new Meters(new SimpleMeterRegistry(), Mappings.load(Path.of("mappings")), ALL);
  }

  /** By the names of {@code application.properties}. */
  public static Topics topics() {
    return topics(ALL);
  }

  public static Topics topics(Steps steps) {
    try {
      Config config =
          new SmallRyeConfigBuilder()
              .withSources(
                  new PropertiesConfigSource(
                      TestSteps.class.getResource("/application.properties")))
              .build();
      return new Topics(steps, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Class<?>> classes() {
    String annotation = Step.class.descriptorString();
    try {
      Path root = Path.of(Step.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(f -> f.toString().endsWith(".class") && says(f, annotation))
            .<Class<?>>map(f -> named(root.relativize(f)))
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean says(Path file, String annotation) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(annotation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> named(Path file) {
    String name = file.toString().replace(".class", "").replace('/', '.');
    try {
      return Class.forName(name, false, TestSteps.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
