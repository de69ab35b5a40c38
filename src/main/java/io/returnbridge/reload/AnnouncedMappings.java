package io.returnbridge.reload;

import io.returnbridge.mappings.MappingError;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ThisReplica;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works with the version of the tables that is announced in the database. Who starts while no other
 * replica works puts the tables of its own folder into force, as ever; who starts beside others
 * works with what they work with. A replica that hears of another version takes it once its own
 * folder has it, and keeps the old one until then.
 */
@ApplicationScoped
public class AnnouncedMappings {

  private static final Logger LOG = Logger.getLogger(AnnouncedMappings.class);

  /** As {@code Claims}: who was not seen for so long is dead. */
  private static final Duration DEAD_AFTER = Duration.ofSeconds(10);

  private final MappingsInForce mappings;
  private final MappingBook book;
  private final Database database;
  private final Settings settings;
  private final Supplier<Path> folder;
  private final ThisReplica replica;
  private final boolean alone;
  private volatile boolean begun;

  /** The version that was looked at last, with what came of it. */
  private long seen;

  private volatile @Nullable String difference;

  /** The version that this replica is recorded with. */
  private @Nullable String recorded;

  /** Tables that the start has read, and that are to be in force when no other replica lives. */
  private @Nullable MappingTables ofStart;

  /**
   * @param alone no other process uses the database
   */
  @Inject
  public AnnouncedMappings(
      MappingsInForce mappings,
      MappingBook book,
      Database database,
      Settings settings,
      ThisReplica replica,
      @ConfigProperty(name = "storage.alone", defaultValue = "false") boolean alone) {
    this(mappings, book, database, settings, settings::mappingsDirectory, replica, alone);
  }

  AnnouncedMappings(
      MappingsInForce mappings,
      MappingBook book,
      Database database,
      Settings settings,
      Supplier<Path> folder,
      ThisReplica replica,
      boolean alone) {
    this.mappings = mappings;
    this.book = book;
    this.database = database;
    this.settings = settings;
    this.folder = folder;
    this.replica = replica;
    this.alone = alone;
  }

  /**
   * To be called before the first step runs, once this replica has shown that it lives.
   *
   * @throws io.returnbridge.failure.Unavailable while the database is away
   */
  public void begin() {
    database.inTransaction(
        () -> {
          book.lock();
          MappingTables own = mappings.now();
          MappingBook.Change known = book.inForce().orElse(null);
          if (known == null || known.version().equals(own.version()) || isNobodyElseThere()) {
            book.announce(own, MappingBook.START);
          } else {
            ofStart = own;
            takeStored(known, own);
          }
          seen = book.inForce().map(MappingBook.Change::id).orElse(0L);
          uses(mappings.now());
        });
    begun = true;
  }

  private boolean isNobodyElseThere() {
    return alone
        || book.replicas(DEAD_AFTER).stream().allMatch(other -> other.id().equals(replica.id()));
  }

  /** What this program cannot read, as after an upgrade, gives way to what lies beside it. */
  private void takeStored(MappingBook.Change known, MappingTables own) {
    Optional<MappingFiles> files = book.files(known);
    try {
      MappingTables stored = MappingTables.of(files.orElseThrow());
      List<MappingError> missing = StoreSettings.missing(settings, stored);
      if (missing.isEmpty()) {
        mappings.put(stored);
        differs(known, "");
      } else {
        differs(known, ". This replica lacks settings: " + text(missing));
      }
    } catch (MappingErrors unreadable) {
      LOG.warnf("The tables in force cannot be read any more: %s", unreadable.getMessage());
      book.announce(own, MappingBook.START);
    }
  }

  /**
   * These are in force from now on, here and, once they have them, in all other replicas.
   *
   * @param who login name, or {@link MappingBook#START}
   */
  synchronized void announce(MappingTables tables, String who) {
    database.inTransaction(
        () -> {
          book.lock();
          book.announce(tables, who);
          uses(tables);
        });
    mappings.put(tables);
    ofStart = null;
    difference = null;
  }

  /** To be called with each beat of this replica's heart. */
  public synchronized void look() {
    MappingBook.Change known = begun ? book.inForce().orElse(null) : null;
    if (known == null) {
      return;
    }
    if (known.id() != seen) {
      seen = known.id();
      ofStart = null;
    }
    MappingTables waiting = ofStart;
    if (waiting != null && isNobodyElseThere()) {
      announce(waiting, MappingBook.START);
    } else if (!known.version().equals(mappings.now().version())) {
      takeOwn(known);
    } else {
      if (!known.version().equals(recorded)) {
        uses(mappings.now());
        recorded = known.version();
      }
      if (difference != null && own().version().equals(known.version())) {
        difference = null;
        ofStart = null;
      }
    }
  }

  private MappingFiles own() {
    return MappingFiles.in(folder.get());
  }

  private void takeOwn(MappingBook.Change known) {
    MappingFiles files = own();
    if (!files.version().equals(known.version())) {
      differs(known, "");
      return;
    }
    MappingTables tables = MappingTables.of(files);
    List<MappingError> missing = StoreSettings.missing(settings, tables);
    if (!missing.isEmpty()) {
      differs(known, ". This replica lacks settings: " + text(missing));
      return;
    }
    uses(tables);
    mappings.put(tables);
    difference = null;
    LOG.infof("The mapping tables %s are in force", known.version());
  }

  private void uses(MappingTables tables) {
    book.uses(replica.id(), tables);
  }

  private void differs(MappingBook.Change known, String why) {
    String told =
        "Version %s of the mapping tables is in force, and the folder %s of this replica has %s: give it the same files, or reload%s"
            .formatted(known.version(), folder.get(), own().version(), why);
    if (!told.equals(difference)) {
      LOG.warn(told);
    }
    difference = told;
  }

  private static String text(List<MappingError> errors) {
    return errors.stream().map(MappingError::toString).collect(Collectors.joining("; "));
  }

  /** What the folder of this replica lacks of the version that is in force; empty for nothing. */
  public Optional<String> difference() {
    return Optional.ofNullable(difference);
  }
}
