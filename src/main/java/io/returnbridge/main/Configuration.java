package io.returnbridge.main;

import io.returnbridge.camel.RouteRules;
import io.returnbridge.embedded.DiskSpace;
import io.returnbridge.engine.StepDefinitions;
import io.returnbridge.intake.StorageRoom;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Hands the settings and mappings that the start has read to the beans. */
@ApplicationScoped
public class Configuration {
  private static volatile @Nullable Settings settings;
  private static volatile @Nullable MappingTables mappings;
  private static volatile @Nullable FineSettings fineSettings;
  private static volatile @Nullable DiskSpace room;

  /**
   * @param watched null where nothing is embedded
   */
  static void set(
      Settings read, MappingTables loaded, FineSettings fine, @Nullable DiskSpace watched) {
    settings = read;
    mappings = loaded;
    fineSettings = fine;
    room = watched;
  }

  @Produces
  @Singleton
  Settings settings() {
    return present(settings);
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /** By their classes, those of one's own by their files; in the order of the files. */
  @Produces
  @Singleton
  Steps steps(BeanManager beans, Settings read) {
    return StepDefinitions.among(
            beans.getBeans(Object.class, Any.Literal.INSTANCE).stream().map(Bean::getBeanClass))
        .and(RouteRules.ownSteps(read.routesDirectory(), read.ownSteps()))
        .inOrderOf(RouteRules.ids(read.routesDirectory()));
  }

  @Produces
  @Singleton
  MappingsInForce mappings() {
    return new MappingsInForce(present(mappings));
  }

  @Produces
  @Singleton
  StorageRoom room() {
    DiskSpace watched = room;
    return watched == null
        ? new StorageRoom(() -> false, () -> 0, "")
        : new StorageRoom(watched::isLow, watched::megabytes, watched.directory());
  }

  @Produces
  @Singleton
  FineSettings fineSettings() {
    return present(fineSettings);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the beans are started by io.returnbridge.main.Main only");
    }
    return value;
  }
}
