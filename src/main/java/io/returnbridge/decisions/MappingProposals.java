package io.returnbridge.decisions;

import io.returnbridge.csv.Csv;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonCodes;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reasons of Reveni that people want to mean a code from now on. Nothing changes by them: an
 * engineer puts the rows into {@code reason-codes.csv}.
 */
@ApplicationScoped
public class MappingProposals {

  private static final String MAPPING = "reason-codes.csv";
  private static final List<String> COLUMNS =
      List.of("reveni_reason", "code", "category", "label_en", "label_es");

  private static final String ALL =
      """
      select id, mapping, reveni_reason, code, proposed_by, proposed_at, case_id from mapping_proposal
      """;

  /**
   * @param table that it is for
   * @param status {@code open}; {@code done} when the table maps the reason by now; {@code
   *     superseded} when a later proposal is about the same reason
   */
  public record Proposal(
      long id,
      String table,
      String reveniReason,
      String code,
      String who,
      Instant at,
      String caseId,
      String status) {}

  /** The last proposal of the page before. */
  public record After(Instant at, long id) {}

  private final Database database;
  private final Mappings mappings;

  public MappingProposals(Database database, Mappings mappings) {
    this.database = database;
    this.mappings = mappings;
  }

  /** To be called in the transaction of the decision. */
  void add(String reveniReason, String code, String who, String caseId) {
    database.update(
        "insert into mapping_proposal (mapping, reveni_reason, code, proposed_by, case_id) values (?, ?, ?, ?, ?)",
        MAPPING,
        reveniReason,
        code,
        who,
        caseId);
  }

  /** The newest first; {@code after} is null for the first page. */
  public List<Proposal> list(@Nullable After after, int most) {
    Set<Long> latest = latest();
    return after == null
        ? database.query(
            ALL + " order by proposed_at desc, id desc limit ?", r -> read(r, latest), most)
        : database.query(
            ALL + " where (proposed_at, id) < (?, ?) order by proposed_at desc, id desc limit ?",
            r -> read(r, latest),
            after.at(),
            after.id(),
            most);
  }

  /**
   * The open ones as rows of the table, with its header; the category and the labels are those of
   * their code. They come again until the table has them.
   */
  public String export() {
    Set<Long> latest = latest();
    List<Proposal> open =
        database.query(ALL + " order by proposed_at, id", r -> read(r, latest)).stream()
            .filter(p -> p.status().equals("open"))
            .toList();
    return Csv.text(COLUMNS, open.stream().map(this::row).toList());
  }

  private List<String> row(Proposal p) {
    Optional<ReasonRow> code = mappings.reasons().byCode(p.code());
    return List.of(
        p.reveniReason(),
        p.code(),
        code.map(ReasonRow::category).orElse("other"),
        code.map(ReasonRow::labelEn).orElse(p.code()),
        code.map(ReasonRow::labelEs).orElse(p.code()));
  }

  /**
   * Of several proposals about one reason the latest counts; their spelling makes no difference.
   */
  private Set<Long> latest() {
    Set<String> met = new HashSet<>();
    List<Long> latest = new ArrayList<>();
    database
        .query(
            "select id, reveni_reason from mapping_proposal order by id desc",
            r -> new Object[] {r.number(1), ReasonCodes.normal(r.text(2))})
        .forEach(
            row -> {
              if (met.add((String) row[1])) {
                latest.add((Long) row[0]);
              }
            });
    return Set.copyOf(latest);
  }

  private Proposal read(Columns r, Set<Long> latest) {
    String reason = r.text(3);
    String status =
        mappings.reasons().map(reason).isPresent()
            ? "done"
            : latest.contains(r.number(1)) ? "open" : "superseded";
    return new Proposal(
        r.number(1), r.text(2), reason, r.text(4), r.text(5), r.time(6), r.text(7), status);
  }
}
