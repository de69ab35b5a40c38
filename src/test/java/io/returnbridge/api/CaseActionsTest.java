package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.decisions.Deciding;
import io.returnbridge.decisions.Decision;
import io.returnbridge.decisions.Person;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database undoes a decision as often as the test says; then it lets it be. */
class CaseActionsTest {

  private static final Person ANA = Deciding.ANA;
  private static final CaseActions.Given NOTE = CaseActions.Given.of("Done by hand.");

  private final Database database = TestDatabase.clean();
  private final Cases cases = new Cases(database, Deciding.MAPPINGS);
  private final CaseBook book = new CaseBook(database);
  private final CaseActions actions =
      new CaseActions(new Deciding(database).cases(), null, null, null, null, Deciding.MAPPINGS);

  /** A sequence goes on when what has counted by it is undone. */
  @BeforeEach
  void watch() {
    database.update("create sequence decision_attempt");
    database.update("create table undoing (times int not null, state text not null)");
    database.update(
        """
        create function undo_decision() returns trigger language plpgsql as $$
          declare u undoing;
          begin
            select * into u from undoing;
            if nextval('decision_attempt') <= u.times then
              raise exception 'undone by the test' using errcode = u.state;
            end if;
            return new;
          end $$
        """);
    database.update(
        "create trigger undo_decision before update on exception_case for each row execute function undo_decision()");
  }

  @AfterEach
  void leaveAsItWas() {
    database.update("drop trigger undo_decision on exception_case");
    database.update("drop function undo_decision");
    database.update("drop table undoing");
    database.update("drop sequence decision_attempt");
  }

  private void undoes(int times, String state) {
    database.update("insert into undoing values (?, ?)", times, state);
  }

  private String opened() {
    cases.add(
        new Origin("accept-return", "es/r1", new ReturnId("es", "r1"), "RMA-1", "O-1"),
        Trouble.of("ORDER_NOT_FOUND", Map.of()));
    return book.list(CaseBook.Filter.NONE, null, 1).get(0).id();
  }

  private long attempts() {
    return database.find("select last_value from decision_attempt", r -> r.number(1)).orElseThrow();
  }

  private List<String> history(String id) {
    return book.find(id).orElseThrow().history().stream().map(ExceptionCase.Entry::what).toList();
  }

  @Test
  void a_decision_that_the_database_has_undone_is_made_anew_and_written_once() {
    String id = opened();
    undoes(3, "40P01");

    ExceptionCase decided = actions.decide(Decision.RESOLVE, id, ANA, NOTE);

    assertThat(decided.status()).isEqualTo("resolved");
    assertThat(history(id)).containsExactly("opened", "resolved");
  }

  @Test
  void many_decisions_are_made_anew_together() {
    String id = opened();
    undoes(1, "40001");

    assertThat(actions.bulk(Decision.RESOLVE, List.of(id), ANA, NOTE).items()).hasSize(1);
    assertThat(history(id)).containsExactly("opened", "resolved");
  }

  @Test
  void what_is_undone_again_and_again_is_said_and_nothing_is_changed() {
    String id = opened();
    undoes(4, "40P01");

    assertThatThrownBy(() -> actions.decide(Decision.RESOLVE, id, ANA, NOTE))
        .isInstanceOf(Unavailable.class);
    assertThat(attempts()).isEqualTo(4);
    assertThat(history(id)).containsExactly("opened");
    assertThat(book.find(id).orElseThrow().status()).isEqualTo("open");
  }

  @Test
  void a_database_that_is_away_is_not_asked_again() {
    String id = opened();
    undoes(1, "57P03");

    assertThatThrownBy(() -> actions.decide(Decision.RESOLVE, id, ANA, NOTE))
        .isInstanceOf(Unavailable.class);
    assertThat(attempts()).isEqualTo(1);
  }
}
