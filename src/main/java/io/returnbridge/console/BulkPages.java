package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.CaseActions;
import io.returnbridge.api.CaseActions.BulkAnswer;
import io.returnbridge.api.CaseActions.Given;
import io.returnbridge.api.CaseActions.RefusedCase;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.Language;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.decisions.Decision;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * One decision about many cases: first how many they are, then the decision in parts of a hundred,
 * each asked for by the page, so that leaving it stops what has not begun.
 */
@Path("/console/cases/bulk")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class BulkPages {

  private static final int A_PART = 100;
  private static final int MOST_TOLD = 20;

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance bulk(
        Queue queue,
        String ids,
        long number,
        List<Decision> decisions,
        Choices choices,
        boolean remembers,
        List<ExceptionCase> some,
        long besides);

    static native TemplateInstance bulkPart(Progress progress);
  }

  /**
   * How far it is.
   *
   * @param word of the decision
   * @param ids those that are left, when they were chosen one by one
   * @param after where the last part ended, when all of the queue were; empty at first
   * @param refused some of those that were left as they are, and why
   * @param isOver whether nothing is left
   */
  public record Progress(
      Queue queue,
      String word,
      Given given,
      String ids,
      String after,
      long number,
      long done,
      long left,
      List<RefusedCase> refused,
      boolean isOver) {}

  private final CaseBook book;
  private final CaseInbox inbox;
  private final CaseActions actions;
  private final CaseChoices choices;
  private final CaseTexts texts;
  private final Language language;
  private final Me me;

  BulkPages(
      CaseBook book,
      CaseInbox inbox,
      CaseActions actions,
      CaseChoices choices,
      CaseTexts texts,
      Language language,
      Me me) {
    this.book = book;
    this.inbox = inbox;
    this.actions = actions;
    this.choices = choices;
    this.texts = texts;
    this.language = language;
    this.me = me;
  }

  /** The plan: which and how many they are, and what may be decided about all of them. */
  @POST
  public Object plan(
      @FormParam("id") @Nullable List<String> ids,
      @FormParam("these") @Nullable String these,
      @FormParam("status") @Nullable String status,
      @FormParam("owner") @Nullable String owner,
      @FormParam("code") @Nullable String code,
      @FormParam("mine") @Nullable String mine) {
    Queue queue = Queue.of(status, owner, code, null, mine);
    boolean all = "all".equals(these);
    List<String> chosen =
        all || ids == null ? List.of() : ids.stream().map(CaseActions::id).toList();
    if (!all && chosen.isEmpty()) {
      return RestResponse.seeOther(
          URI.create("/console/cases" + queue.query("problem", CasePages.CHOOSE_SOME)));
    }
    CaseBook.Filter filter = queue.filter(me.name());
    List<ExceptionCase> cases = all ? book.list(filter, null, MOST_TOLD) : book.find(chosen);
    List<String> codes = cases.stream().map(ExceptionCase::code).distinct().toList();
    List<Decision> fitting =
        codes.stream()
            .limit(1)
            .map(Decision::likelyFirst)
            .flatMap(List::stream)
            .filter(d -> CaseActions.IN_BULK.contains(d) && codes.stream().allMatch(d::fits))
            .toList();
    long number = all ? inbox.number(filter) : chosen.size();
    List<ExceptionCase> some = cases.subList(0, Math.min(MOST_TOLD, cases.size()));
    return Templates.bulk(
        queue,
        String.join(",", chosen),
        number,
        fitting,
        choices.ofMany(cases, me, language.now()),
        codes.equals(List.of("REASON_UNMAPPED")),
        texts.in(language.now(), some),
        number - some.size());
  }

  /** The address of the plan, opened again. */
  @GET
  public RestResponse<Void> again() {
    return RestResponse.seeOther(URI.create(Room.CASES.path()));
  }

  /** The next part. */
  @POST
  @Path("/run")
  public TemplateInstance run(
      @FormParam("decision") String word,
      @FormParam("ids") @Nullable String ids,
      @FormParam("after") @Nullable String after,
      @FormParam("number") long number,
      @FormParam("done") long done,
      @FormParam("left") long left,
      @FormParam("note") @Nullable String note,
      @FormParam("chosen") @Nullable String code,
      @FormParam("remember") @Nullable String remember,
      @FormParam("to") @Nullable String to,
      @FormParam("until") @Nullable String until,
      @FormParam("status") @Nullable String status,
      @FormParam("owner") @Nullable String owner,
      @FormParam("code") @Nullable String ofCode,
      @FormParam("mine") @Nullable String mine) {
    Queue queue = Queue.of(status, owner, ofCode, null, mine);
    Decision decision =
        Decision.of(word)
            .filter(CaseActions.IN_BULK::contains)
            .orElseThrow(() -> Refusal.badRequest("decision", "decision is none for many cases"));
    Given given =
        new Given(note, null, code, remember != null, to, choices.time(until), null, null);
    List<String> chosen =
        ids == null || ids.isEmpty() ? List.of() : Arrays.asList(ids.split(",", -1));
    String rest = "";
    String end = "";
    List<String> part;
    if (chosen.isEmpty()) {
      List<ExceptionCase> found = book.list(queue.filter(me.name()), Cursor.after(after), A_PART);
      part = found.stream().map(ExceptionCase::id).toList();
      if (found.size() == A_PART) {
        ExceptionCase last = found.get(A_PART - 1);
        end = new Cursor(last.openedAt(), last.id()).text();
      }
    } else {
      part = chosen.subList(0, Math.min(A_PART, chosen.size()));
      rest = String.join(",", chosen.subList(part.size(), chosen.size()));
    }
    BulkAnswer answer =
        part.isEmpty()
            ? new BulkAnswer(List.of(), List.of())
            : actions.bulk(decision, part, me.person(), given);
    return Templates.bulkPart(
        new Progress(
            queue,
            word,
            new Given(note, null, code, remember != null, to, until, null, null),
            rest,
            end,
            number,
            done + answer.items().size(),
            left + answer.refused().size(),
            answer.refused().stream().limit(MOST_TOLD).toList(),
            rest.isEmpty() && end.isEmpty()));
  }
}
