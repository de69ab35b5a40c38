package io.returnbridge.reload;

import io.returnbridge.commercetools.Lack;
import io.returnbridge.commercetools.StartChecks;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.mappings.MappingError;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts the tables of the folder into force: all of them, or none. */
@ApplicationScoped
public class MappingReload {

  private final Settings settings;
  private final Function<Wanted, List<Lack>> commercetools;
  private final AnnouncedMappings announced;

  @Inject
  public MappingReload(Settings settings, StartChecks commercetools, AnnouncedMappings announced) {
    this(settings, commercetools::lacks, announced);
  }

  MappingReload(
      Settings settings, Function<Wanted, List<Lack>> commercetools, AnnouncedMappings announced) {
    this.settings = settings;
    this.commercetools = commercetools;
    this.announced = announced;
  }

  /**
   * Of tables that are in force already nothing changes.
   *
   * @param who login name
   * @throws MappingErrors with everything that is wrong with them, in the files, of the settings,
   *     and in commercetools; those in force stay
   * @throws io.returnbridge.failure.Unavailable when commercetools or the database cannot be asked
   */
  public synchronized void reload(String who) {
    MappingTables next = Mappings.load(settings.mappingsDirectory());
    List<MappingError> faults = new ArrayList<>(StoreSettings.missing(settings, next));
    commercetools.apply(Wanted.by(next)).forEach(lack -> faults.add(fault(next, lack)));
    if (!faults.isEmpty()) {
      throw new MappingErrors(faults);
    }
    announced.announce(next, who);
  }

  private static MappingError fault(MappingTables tables, Lack lack) {
    String file = lack.file();
    String column = lack.column();
    String value = lack.value();
    return file == null || column == null || value == null
        ? new MappingError("commercetools", null, lack.message())
        : tables.files().error(file, column, value, lack.message());
  }
}
