package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.decisions.MappingProposals.Proposal;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingProposalsTest {

  private Database database;
  private MappingProposals proposals;
  private String caseId;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    proposals = new MappingProposals(database, Deciding.MAPPINGS);
    new Cases(database, Deciding.MAPPINGS)
        .add(
            new Origin("accept-return", "es/r1", null, null, null),
            Trouble.of("REASON_UNMAPPED", Map.of()));
    caseId = new CaseBook(database).list(CaseBook.Filter.NONE, null, 1).get(0).id();
  }

  private void propose(String reason, String code) {
    proposals.add(reason, code, "ana", caseId);
  }

  @Test
  void the_export_is_rows_of_the_table_that_can_be_pasted_into_it(@TempDir Path tables)
      throws IOException {
    propose("regalo", "changed-mind");
    propose("# demasiado, \"feo\"", "poor-quality");
    propose("=cmd|' /C calc'!A0", "too-small");

    String csv = proposals.export();

    assertThat(csv.lines().toList().subList(0, 2))
        .containsExactly(
            "reveni_reason,code,category,label_en,label_es",
            "regalo,changed-mind,shopper,Changed their mind,Ha cambiado de opinión");
    assertThat(csv.lines()).anyMatch(line -> line.startsWith("'=cmd|"));
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, tables.resolve(file.getFileName()));
      }
    }
    Path table = tables.resolve("reason-codes.csv");
    Files.writeString(table, Files.readString(table) + csv.substring(csv.indexOf('\n') + 1));
    Mappings mapped = Mappings.load(tables);
    assertThat(mapped.reasons().map("Regalo").orElseThrow().code()).isEqualTo("changed-mind");
    assertThat(mapped.reasons().map("# demasiado, \"feo\"").orElseThrow().code())
        .isEqualTo("poor-quality");

    assertThat(mapped.reasons().map("=cmd|' /C calc'!A0").orElseThrow().code())
        .isEqualTo("too-small");

    MappingProposals after = new MappingProposals(database, mapped);
    assertThat(after.list(null, 10)).extracting(Proposal::status).containsOnly("done");
    assertThat(after.export().lines()).hasSize(1);
  }

  @Test
  void an_export_changes_nothing_and_comes_again_until_the_table_has_it() {
    propose("regalo", "changed-mind");
    List<Proposal> before = proposals.list(null, 10);

    String first = proposals.export();

    assertThat(proposals.export()).isEqualTo(first);
    assertThat(proposals.list(null, 10)).isEqualTo(before);
  }

  @Test
  void of_two_proposals_about_one_reason_the_later_counts() {
    propose("regalo", "changed-mind");
    propose("otro", "too-small");
    propose(" REGALO", "poor-quality");

    assertThat(proposals.list(null, 10))
        .extracting(Proposal::code, Proposal::status)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("poor-quality", "open"),
            org.assertj.core.api.Assertions.tuple("too-small", "open"),
            org.assertj.core.api.Assertions.tuple("changed-mind", "superseded"));
    assertThat(proposals.export().lines()).hasSize(3);
  }

  @Test
  void pages_follow_each_other() {
    List.of("a", "b", "c").forEach(r -> propose(r, "too-small"));

    List<Proposal> first = proposals.list(null, 2);
    Proposal last = first.get(1);
    List<Proposal> second = proposals.list(new MappingProposals.After(last.at(), last.id()), 2);

    assertThat(first).extracting(Proposal::reveniReason).containsExactly("c", "b");
    assertThat(second).extracting(Proposal::reveniReason).containsExactly("a");
  }
}
