package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body is taken as it was meant, or refused with the field that is wrong. */
class RequestsTest {

  record Asked(@Nullable String note, @Nullable List<String> ids, @Nullable Boolean remember) {}

  private static Asked read(String json) {
    return Requests.body(json.getBytes(StandardCharsets.UTF_8), Asked.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"note":5} | note
          {"note":1.5} | note
          {"note":true} | note
          {"note":["a"]} | note
          {"note":{}} | note
          {"ids":[5]} | ids
          {"ids":"a"} | ids
          {"remember":1} | remember
          {"remember":"true"} | remember
          """)
  void a_value_of_another_type_is_refused_by_its_field(String json, String field) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(json));

    assertThat(refusal.problem().status()).isEqualTo(400);
    assertThat(refusal.problem().field()).isEqualTo(field);
    assertThat(refusal.problem().detail()).isEqualTo(field + " has the wrong type");
  }

  @Test
  void what_is_of_its_type_is_taken_and_null_is_absent() {
    assertThat(read("{\"note\":\"5\",\"ids\":[\"a\"],\"remember\":true}"))
        .isEqualTo(new Asked("5", List.of("a"), true));
    assertThat(read("{\"note\":null}")).isEqualTo(new Asked(null, null, null));
  }

  @Test
  void an_unknown_field_is_refused_by_name_with_what_may_have_been_meant() {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> read("{\"notes\":\"x\"}"));

    assertThat(refusal.problem().field()).isEqualTo("notes");
    assertThat(refusal.problem().detail())
        .isEqualTo(
            "\"notes\" is not a field of this call (did you mean \"note\"?); it has ids, note, remember");
  }

  @Test
  void a_field_that_is_named_twice_is_refused() {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> read("{\"note\":\"x\",\"note\":\"y\"}"));

    assertThat(refusal.problem().detail()).isEqualTo("The body names a field twice");
  }

  @Test
  void an_unknown_query_parameter_is_refused_by_name_with_what_may_have_been_meant() {
    Set<String> known = new TreeSet<>(Set.of("order", "rma", "status", "store", "limit", "cursor"));

    assertThat(QueryParameters.problem("orderNumber", known))
        .startsWith(
            "\"orderNumber\" is not a query parameter of this call (did you mean \"order\"?)");
    assertThat(QueryParameters.problem("statuss", known)).contains("did you mean \"status\"?");
    assertThat(QueryParameters.problem("rmaNumber", known)).contains("did you mean \"rma\"?");
    assertThat(QueryParameters.problem("x".repeat(500), Set.of()))
        .hasSizeLessThan(150)
        .endsWith("; it has none");
  }
}
