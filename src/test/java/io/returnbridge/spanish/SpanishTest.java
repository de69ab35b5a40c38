package io.returnbridge.spanish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanishTest {

  private static final Pattern HOLE = Pattern.compile("\\{(\\d)}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Return opened: 1 × JACKET-M, 2 × SHOE-42|Devolución abierta: 1 × JACKET-M, 2 × SHOE-42",
        "Refund of 24.95 EUR completed, paid by reveni|Reembolso de 24,95 EUR completado, pagado por Reveni",
        "Exchange agreed: JACKET-M for 1 × JACKET-L|Cambio acordado: JACKET-M por 1 × JACKET-L",
        "1 × JACKET-M graded a: saleable|1 × JACKET-M con grado a: vendible",
        "order ORD-1 is not in commercetools for store es|el pedido ORD-1 no está en commercetools para la tienda es",
        "their amount is 12.5 EUR; nothing else|their amount is 12,5 EUR; nothing else",
        "must be an ISO-8601 time with its offset, such as 2026-11-09T16:20:41Z|tiene que ser una hora ISO-8601 con su desfase, como 2026-11-09T16:20:41Z",
        "What Reveni says cannot be read.|No se puede leer lo que dice Reveni.",
        "October 2026 is not closed: this is what is known so far. 2 credits (10.00 EUR), no reversals, no exchanges. Owed to Reveni: 10.00 EUR.|Octubre de 2026 no está cerrado: esto es lo que se sabe hasta ahora. 2 abonos (10,00 EUR), ninguna recuperación, ningún cambio. Se debe a Reveni: 10,00 EUR.",
        "8 refunds were checked: 2 have their credit, 5 do not (109.80 EUR), 1 has a credit that waits for its order (24.95 EUR). No case is overdue.|Se comprobaron 8 reembolsos: 2 tienen su abono, 5 no (109,80 EUR), 1 tiene un abono que espera su pedido (24,95 EUR). Ningún caso está fuera de plazo.",
        "46 returns were compared; 10 differences were found, 0 healed, 10 new, 0 known before (10 STOCK_DRIFT).|Se compararon 46 devoluciones; se encontraron 10 diferencias, 0 corregidas, 10 nuevas, 0 conocidas antes (10 STOCK_DRIFT).",
        "Of 54 units sold in November 2026 94.4 % came back.|De 54 unidades vendidas en noviembre de 2026 volvió el 94,4 %.",
        "Payload error at 12:01 (ref {1})|Payload error at 12:01 (ref {1})",
      })
  void an_english_sentence_reads_in_spanish_with_its_values(String english, String spanish) {
    assertThat(Spanish.of(english)).isEqualTo(spanish);
  }

  @Test
  void a_value_is_not_taken_for_a_hole() {
    assertThat(Spanish.of("Order {1} instead of $2\\{0} named"))
        .isEqualTo("Pedido {1} indicado en lugar de $2\\{0}");
  }

  @Test
  void names_that_no_sentence_has_are_read_by_their_list() {
    Spanish reader =
        new Spanish(
            name -> Map.of("Too small", "Demasiado pequeño").getOrDefault(name, name), Map.of());
    assertThat(reader.read("Reason of JACKET-M: Too small"))
        .isEqualTo("Motivo de JACKET-M: Demasiado pequeño");
  }

  @Test
  void each_sentence_has_the_same_values_in_both_languages() {
    for (List<String> sentence : Spanish.sentences()) {
      List<String> english = holes(sentence.get(0));
      assertThat(english).as(sentence.get(0)).isSorted().doesNotHaveDuplicates();
      assertThat(holes(sentence.get(1)))
          .as(sentence.get(1))
          .containsExactlyInAnyOrderElementsOf(english);
    }
  }

  @Test
  void no_sentence_is_there_twice() {
    assertThat(Spanish.sentences().stream().map(s -> s.get(0))).doesNotHaveDuplicates();
  }

  /** Who changes a sentence of the program changes its row: a good part of it is found as it is. */
  @Test
  void each_sentence_is_said_by_the_program() throws IOException {
    String program = program();
    List<String> unsaid = new ArrayList<>();
    for (List<String> sentence : Spanish.sentences()) {
      String longest =
          HOLE.splitAsStream(sentence.get(0)).max((a, b) -> a.length() - b.length()).orElseThrow();
      if (longest.split(" ").length > 2 && longestRun(longest, program) * 4 < longest.length()) {
        unsaid.add(sentence.get(0));
      }
    }
    assertThat(unsaid).isEmpty();
  }

  /** How many characters of its words stand in the text one after the other. */
  private static int longestRun(String piece, String text) {
    String[] words = piece.strip().split(" ");
    int longest = 0;
    for (int from = 0; from < words.length; from++) {
      for (int to = words.length; to > from; to--) {
        String run = String.join(" ", Arrays.asList(words).subList(from, to));
        if (run.length() > longest && text.contains(run)) {
          longest = run.length();
        }
      }
    }
    return longest;
  }

  /** Sources and tables, with texts that are broken over lines put together. */
  private static String program() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String folder : List.of("src/main/java", "mappings")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.toString().contains("spanish")) {
            all.append(Files.readString(file)).append('\n');
          }
        }
      }
    }
    return all.toString().replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
  }

  private static List<String> holes(String text) {
    return HOLE.matcher(text).results().map(r -> r.group(1)).toList();
  }
}
