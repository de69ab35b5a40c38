package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseTextsTest {

  private static final Locale ES = Locale.forLanguageTag("es");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");
  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  @TempDir private Path folder;
  private Database database;
  private CaseBook book;

  @BeforeEach
  void a_case_is_open() {
    database = TestDatabase.clean();
    book = new CaseBook(database);
    new Cases(database, MAPPINGS)
        .open(
            new Origin("accept-return", "es/r1", new ReturnId("es", "r1"), "RMA-1", "O-1"),
            Trouble.of("REASON_UNMAPPED", Map.of("sku", "JACKET-M", "reason", "color {raro}")));
  }

  @Test
  void a_case_reads_in_spanish_with_its_values() {
    // When
    ExceptionCase read = texts(MAPPINGS).in(ES, open());
    // Then
    assertThat(read.cause())
        .isEqualTo(
            "RMA-1: Reveni dice «color {raro}» para JACKET-M, que no es un motivo aprobado. Su"
                + " reembolso continúa; el artículo devuelto y la inspección esperan un motivo.");
    assertThat(read.nextStep()).startsWith("Pulsa Clasificar y elige uno.");
    assertThat(read.id()).isEqualTo(open().id());
  }

  @Test
  void in_english_it_reads_as_it_is_stored() {
    assertThat(texts(MAPPINGS).in(Locale.ENGLISH, open())).isEqualTo(open());
  }

  @Test
  void without_spanish_it_reads_as_it_is_stored() throws Exception {
    // Given
    try (var tables = Files.list(Path.of("mappings"))) {
      for (Path table : tables.filter(Files::isRegularFile).toList()) {
        Files.copy(table, folder.resolve(table.getFileName()));
      }
    }
    Path exceptions = folder.resolve("exceptions.csv");
    Files.writeString(
        exceptions,
        Files.readString(exceptions)
            .replaceFirst(",cause_es,next_step_es", "")
            .replaceAll("(?m)^([A-Z_]+,.*\"),\"[^\"]*\",\"[^\"]*\"$", "$1"));
    // When
    ExceptionCase read = texts(Mappings.load(folder)).in(ES, open());
    // Then
    assertThat(read).isEqualTo(open());
  }

  @Test
  void every_row_has_spanish_that_names_the_same_things_and_presses_buttons_that_there_are() {
    for (ExceptionRow row : MAPPINGS.exceptions().all()) {
      assertThat(names(row.causeEs())).as(row.code()).isEqualTo(names(row.cause()));
      assertThat(names(row.nextStepEs())).as(row.code()).isEqualTo(names(row.nextStep()));
      for (String decision :
          List.of("retry", "classify", "resolve", "count-as-received", "name-order", "settle")) {
        String english = "press " + Words.name(Locale.ENGLISH, "decision", decision);
        if (row.nextStep().toLowerCase(Locale.ROOT).contains(english.toLowerCase(Locale.ROOT))) {
          assertThat(row.nextStepEs())
              .as(row.code())
              .containsIgnoringCase("pulsa " + Words.name(ES, "decision", decision));
        }
      }
    }
  }

  private CaseTexts texts(Mappings mappings) {
    return new CaseTexts(book, mappings, new CaseGoods(new ReturnStates(database), mappings));
  }

  private ExceptionCase open() {
    return book.list(CaseBook.Filter.NONE, null, 1).get(0);
  }

  private static TreeSet<String> names(String text) {
    TreeSet<String> names = new TreeSet<>();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      names.add(placeholder.group());
    }
    return names;
  }
}
