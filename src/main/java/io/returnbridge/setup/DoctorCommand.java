package io.returnbridge.setup;

import io.returnbridge.camel.RouteRules;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.OwnStepSettings;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks at everything that serving needs, changes nothing and starts nothing, and says one line
 * about each. What is wrong in one place keeps it from no other, as far as that can be looked at.
 */
public final class DoctorCommand {

  private final Map<String, String> variables;
  private final Steps steps;
  private final OwnStepSettings own;
  private final List<Check> checks = new ArrayList<>();

  private DoctorCommand(Map<String, String> variables, Steps steps, OwnStepSettings own) {
    this.variables = variables;
    this.steps = steps;
    this.own = own;
  }

  /**
   * Returns the exit code: 0, or 1 when a check failed; warnings do not fail.
   *
   * @param steps of the program; those of one's own are in the folder of routes
   */
  public static int run(Map<String, String> variables, Steps steps, PrintStream out) {
    DoctorCommand doctor = new DoctorCommand(variables, steps, OwnStepSettings.read(variables));
    doctor.look();
    doctor.checks.forEach(check -> check.print(out));
    long failed = doctor.checks.stream().filter(c -> c.level() == Check.Level.FAIL).count();
    long warned = doctor.checks.stream().filter(c -> c.level() == Check.Level.WARN).count();
    out.println(
        doctor.checks.size() + " checks, " + failed + " failed, " + warned + " with a warning.");
    return failed == 0 ? 0 : 1;
  }

  /**
   * As {@link #run}, of a program that serves: with the settings that it works with, and the files
   * as they are by now.
   *
   * @param steps of the program, without those of one's own
   */
  public static List<Check> ofRunning(Settings settings, Steps steps) {
    DoctorCommand doctor = new DoctorCommand(Map.of(), steps, settings.ownSteps());
    doctor.look(Optional.of(settings), settings.mappingsDirectory(), settings.routesDirectory());
    return List.copyOf(doctor.checks);
  }

  private void look() {
    look(
        read(() -> Settings.read(variables)),
        folder("MAPPINGS_DIR", "mappings"),
        folder("ROUTES_DIR", "routes"));
  }

  private void look(Optional<Settings> settings, Path mappingsFolder, Path routesFolder) {
    Optional<FineSettings> fine = read(FineSettings::read);
    if (settings.isPresent()) {
      Settings.unknownVariables(variables)
          .forEach(told -> checks.add(Check.fail("settings", told)));
      required(settings.get()::requireScopes);
    }
    Optional<Mappings> mappings = mappings(mappingsFolder);
    routes(routesFolder);
    if (settings.isPresent() && mappings.isPresent()) {
      Settings read = settings.get();
      required(
          () ->
              read.requireReveniStores(
                  mappings.get().stores().all().stream().map(StoreRow::store).toList()));
      required(() -> read.requireList(mappings.get().payload().knowsLists()));
    }
    if (settings.isPresent() && fine.isPresent() && checks.stream().noneMatch(this::isOfSettings)) {
      checks.add(
          0,
          Check.ok(
              "settings: complete, with "
                  + fine.get().retries().size()
                  + " retry policies and "
                  + fine.get().breakers().size()
                  + " breakers"));
    }
    settings.ifPresent(read -> outside(read, mappings, routesFolder));
  }

  private boolean isOfSettings(Check check) {
    return check.level() == Check.Level.FAIL && check.what().equals("settings");
  }

  private <T> Optional<T> read(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (SettingsProblems e) {
      e.problems().forEach(problem -> checks.add(Check.fail("settings", problem)));
      return Optional.empty();
    }
  }

  private void required(Runnable check) {
    read(
        () -> {
          check.run();
          return true;
        });
  }

  private Path folder(String variable, String standard) {
    String value = variables.getOrDefault(variable, "").strip();
    return Path.of(value.isEmpty() ? standard : value);
  }

  private Optional<Mappings> mappings(Path folder) {
    try {
      Mappings mappings = Mappings.load(folder);
      checks.add(
          Check.ok(
              "mappings: "
                  + mappings.stores().all().size()
                  + " stores, "
                  + mappings.reasons().codes().size()
                  + " reason codes, "
                  + mappings.channels().stockChannels().size()
                  + " stock channels"));
      return Optional.of(mappings);
    } catch (MappingErrors e) {
      e.errors().forEach(error -> checks.add(Check.fail("mappings", error.toString())));
      return Optional.empty();
    }
  }

  private void routes(Path folder) {
    List<String> problems = RouteRules.problems(folder, steps, own);
    problems.forEach(problem -> checks.add(Check.fail("routes", problem)));
    if (problems.isEmpty()) {
      checks.add(Check.ok("routes: every step has its route, in " + folder));
    }
    checks.addAll(OwnStepChecks.of(folder, own));
  }

  private void outside(Settings settings, Optional<Mappings> mappings, Path routesFolder) {
    checks.addAll(KeyChecks.of(settings));
    checks.addAll(CommercetoolsChecks.of(settings, mappings));
    mappings.ifPresent(tables -> checks.addAll(ReveniChecks.of(settings, tables)));
    checks.addAll(StorageChecks.of(settings, steps.and(RouteRules.ownSteps(routesFolder, own))));
    checks.addAll(AlertChecks.of(settings.alerts()));
  }
}
