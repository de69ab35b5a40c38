package io.returnbridge.reload;

import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.reload.MappingTrial.Change;
import io.returnbridge.reload.MappingTrial.OpenCase;
import io.returnbridge.reload.MappingTrial.Soon;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ReturnStates.Saved;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries other mapping tables on the returns that are stored. It reads, and writes nothing. */
@ApplicationScoped
public class TriedMappings {

  static final int PAGE = 500;

  private static final String PAYLOAD = "reveni-payload.yaml";

  /** A return of which other tables would make something else. */
  public record Different(
      String store,
      String returnId,
      String rmaNumber,
      @Nullable String orderNumber,
      List<Change> changes) {}

  /**
   * @param inForce version
   * @param tried version
   * @param looked how many returns were looked at
   * @param payload whether {@code reveni-payload.yaml} differs. It is tried on the webhooks, and on
   *     the words that are stored of a return; where a return's fields are found is tried with
   *     {@code payload try} only, for what Reveni answers is stored as it was read
   * @param webhooks of the first page, when it differs; null else
   */
  public record Page(
      String inForce,
      String tried,
      long looked,
      boolean payload,
      TriedWebhooks.@Nullable Result webhooks,
      List<Different> returns,
      List<Soon> timing,
      Optional<Saved> last) {}

  private final MappingsInForce mappings;
  private final Database database;
  private final ReturnStates states;
  private final Scans scans;
  private final TriedWebhooks webhooks;

  public TriedMappings(
      MappingsInForce mappings,
      Database database,
      ReturnStates states,
      Scans scans,
      TriedWebhooks webhooks) {
    this.mappings = mappings;
    this.database = database;
    this.states = states;
    this.scans = scans;
    this.webhooks = webhooks;
  }

  /**
   * A page of the returns that were changed in that time.
   *
   * @param from of the first page; when the last return of the page before was changed
   * @param after that return; null for the first page
   * @param to exclusive
   * @throws io.returnbridge.mappings.MappingErrors when the tables are wrong
   */
  public Page page(MappingFiles files, Instant from, @Nullable ReturnId after, Instant to) {
    MappingTables others = MappingTables.of(files);
    MappingTables inForce = mappings.now();
    MappingTrial trial = new MappingTrial(inForce, others);
    List<Saved> saved = states.savedSince(from, after, PAGE);
    List<ReturnState> looked =
        saved.stream().filter(s -> s.at().isBefore(to)).map(Saved::state).toList();
    Map<ReturnId, List<OpenCase>> cases = cases(looked);
    List<Different> different = new ArrayList<>();
    for (ReturnState state : looked) {
      List<Change> changes =
          trial.of(state, scans.of(state), cases.getOrDefault(state.id(), List.of()));
      if (!changes.isEmpty()) {
        different.add(
            new Different(
                state.id().store(),
                state.id().id(),
                state.rmaNumber(),
                state.orderNumber(),
                changes));
      }
    }
    boolean payload = !inForce.files().text(PAYLOAD).equals(files.text(PAYLOAD));
    boolean more = saved.size() == PAGE && looked.size() == PAGE;
    return new Page(
        inForce.version(),
        others.version(),
        looked.size(),
        payload,
        payload && after == null ? webhooks.of(inForce, others, from, to) : null,
        different,
        trial.timing(looked),
        more ? Optional.of(saved.get(PAGE - 1)) : Optional.empty());
  }

  private Map<ReturnId, List<OpenCase>> cases(List<ReturnState> of) {
    Map<ReturnId, List<OpenCase>> cases = new HashMap<>();
    database
        .query(
            """
            select store, return_id, code, item_id from exception_case
            where status <> 'resolved' and (store, return_id) in (select * from unnest(?::text[], ?::text[]))
            order by opened_at
            """,
            r -> Map.entry(new ReturnId(r.text(1), r.text(2)), new OpenCase(r.text(3), r.text(4))),
            of.stream().map(s -> s.id().store()).toArray(String[]::new),
            of.stream().map(s -> s.id().id()).toArray(String[]::new))
        .forEach(e -> cases.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(e.getValue()));
    return cases;
  }
}
