package io.returnbridge.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import java.nio.file.Path;

/** What a person reads of a trouble, by the tables that are shipped. */
public final class CaseTexts {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private CaseTexts() {}

  /** The cause and the next step, of which no value is missing. */
  public static String of(Origin origin, Trouble trouble) {
    assertThat(MAPPINGS.exceptions().find(trouble.code())).as(trouble.code()).isPresent();
    CaseText text = CaseText.of(MAPPINGS.exceptions(), origin, trouble);
    String both = text.cause() + " " + text.nextStep();
    assertThat(both).as(trouble.code()).doesNotContain("?").doesNotContain("null");
    return both;
  }

  public static String of(String step, ReturnState state, Trouble trouble) {
    return of(Origin.of(step, state), trouble);
  }

  /** The same of a stored case. */
  public static String of(ExceptionCase stored) {
    String both = stored.cause() + " " + stored.nextStep();
    assertThat(both).as(stored.code()).doesNotContain("?").doesNotContain("null");
    return both;
  }
}
