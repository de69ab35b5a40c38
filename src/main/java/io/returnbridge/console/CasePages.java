package io.returnbridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.returnbridge.api.CaseActions;
import io.returnbridge.api.CaseActions.Given;
import io.returnbridge.api.Cursor;
import io.returnbridge.api.Language;
import io.returnbridge.api.Refusal;
import io.returnbridge.api.Roles;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.decisions.Decision;
import io.returnbridge.decisions.NameOrderDecision;
import io.returnbridge.store.Listing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The inbox, a case with its decisions, and the next one. */
@Path("/console/cases")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.CX, Roles.FINANCE, Roles.WAREHOUSE, Roles.INTEGRATION, Roles.ADMIN})
@Blocking
public class CasePages {

  private static final int A_PAGE = 50;

  /** What {@link BulkPages} says of a choice of none. */
  static final String CHOOSE_SOME = "chooseSome";

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance cases(
        Queue queue, List<CaseInbox.Cause> causes, List<String> owners, String now, String done);

    static native TemplateInstance caseList(
        Queue queue,
        List<ExceptionCase> cases,
        Map<String, String> money,
        boolean decides,
        String next,
        String problem,
        String now,
        String done);

    static native TemplateInstance news(long number, Queue queue);

    static native TemplateInstance oneCase(
        ExceptionCase of,
        Queue queue,
        List<CaseTexts.Fact> facts,
        Choices choices,
        Tried tried,
        @Nullable Before before);
  }

  /**
   * The case that was decided before this one.
   *
   * @param left how many of the queue are left
   */
  public record Before(String id, String name, long left) {}

  /**
   * A decision that was not made, so that nothing has to be typed again.
   *
   * @param word of the decision; empty for none
   * @param given what the form said
   * @param problem why it was not made; empty where only {@code order} is to be looked at first
   * @param order the order that would be named; null for other decisions
   */
  public record Tried(
      String word, Given given, String problem, NameOrderDecision.@Nullable Candidate order) {

    static final Tried NONE = new Tried("", Given.of(null), "", null);

    public boolean is(String other) {
      return word.equals(other);
    }
  }

  private final CaseBook book;
  private final CaseInbox inbox;
  private final CaseActions actions;
  private final CaseChoices choices;
  private final CaseTexts texts;
  private final Language language;
  private final Me me;

  CasePages(
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

  /**
   * One row a cause; of one cause, its cases; of all causes when it is said how they are sorted.
   *
   * @param sort of a list
   * @param done the case that was decided last, which had no next one
   */
  @GET
  public TemplateInstance inbox(
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("mine") @Nullable String mine,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("done") @Nullable String done,
      @QueryParam("problem") @Nullable String problem) {
    Queue queue = Queue.of(status, owner, code, sort, mine);
    String now = Instant.now().toString();
    if (queue.code() == null && cursor == null && (sort == null || sort.isEmpty())) {
      return Templates.cases(
          queue,
          inbox.causes(queue.filter(me.name()), language.now()),
          CaseActions.OWNERS,
          now,
          done == null ? "" : done);
    }
    return list(
        queue,
        cursor,
        CHOOSE_SOME.equals(problem) ? Words.say(language.now(), CHOOSE_SOME) : "",
        now,
        done == null ? "" : done);
  }

  private TemplateInstance list(
      Queue queue, @Nullable String cursor, String problem, String now, String done) {
    List<ExceptionCase> found =
        book.list(queue.filter(me.name()), queue.order(), Cursor.after(cursor), A_PAGE + 1);
    List<ExceptionCase> page = found.subList(0, Math.min(A_PAGE, found.size()));
    String next = found.size() > A_PAGE ? cursor(queue, page.get(A_PAGE - 1)).text() : "";
    return Templates.caseList(
        queue,
        texts.in(language.now(), page),
        inbox.money(page, language.now()),
        queue.isLive() && page.stream().anyMatch(c -> me.decides(c.owner())),
        next,
        problem,
        now,
        done);
  }

  private static Cursor cursor(Queue queue, ExceptionCase last) {
    return new Cursor(queue.order().by().of().apply(last), last.id());
  }

  /** How many have come since the page was made, so that it need not change under the reader. */
  @GET
  @Path("/news")
  public TemplateInstance news(
      @QueryParam("since") String since,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("status") @Nullable String status,
      @QueryParam("mine") @Nullable String mine) {
    Queue queue = Queue.of(status, owner, code, null, mine);
    return Templates.news(
        inbox.openedSince(CaseActions.time("since", since), queue.filter(me.name())), queue);
  }

  @GET
  @Path("/{id}")
  public TemplateInstance one(
      @PathParam("id") String id,
      @QueryParam("status") @Nullable String status,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("code") @Nullable String code,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("mine") @Nullable String mine,
      @QueryParam("done") @Nullable String done) {
    Queue queue = Queue.of(status, owner, code, sort, mine);
    return page(find(id), queue, Tried.NONE, before(done, queue));
  }

  /** An address that a form was sent to, opened again. */
  @GET
  @Path("/{id}/{decision}")
  public RestResponse<Void> again(@PathParam("id") String id) {
    return RestResponse.seeOther(URI.create("/console/cases/" + CaseActions.id(id)));
  }

  /**
   * Decides, and shows the next case of the queue. An order is shown before it is named.
   *
   * @param looked number of the order that was shown
   */
  @POST
  @Path("/{id}/{decision}")
  public Object decide(
      @PathParam("id") String id,
      @PathParam("decision") String word,
      @FormParam("note") @Nullable String note,
      @FormParam("itemId") @Nullable String itemId,
      @FormParam("chosen") @Nullable String code,
      @FormParam("remember") @Nullable String remember,
      @FormParam("to") @Nullable String to,
      @FormParam("until") @Nullable String until,
      @FormParam("orderNumber") @Nullable String orderNumber,
      @FormParam("looked") @Nullable String looked,
      @FormParam("paymentState") @Nullable String paymentState,
      @FormParam("status") @Nullable String status,
      @FormParam("owner") @Nullable String owner,
      @FormParam("code") @Nullable String ofCode,
      @FormParam("sort") @Nullable String sort,
      @FormParam("mine") @Nullable String mine) {
    Queue queue = Queue.of(status, owner, ofCode, sort, mine);
    Decision decision =
        Decision.of(word).orElseThrow(() -> Refusal.notFound("There is no decision " + word));
    ExceptionCase before = find(id);
    String number = orderNumber == null ? null : orderNumber.strip();
    Given given = new Given(note, itemId, code, remember != null, to, until, number, paymentState);
    try {
      if (decision == Decision.NAME_ORDER && !Objects.equals(number, looked)) {
        return page(
            before,
            queue,
            new Tried(word, given, "", actions.order(id, me.person(), number)),
            null);
      }
      actions.decide(decision, id, me.person(), given.until(choices.time(until)));
    } catch (Refusal refused) {
      return RestResponse.ResponseBuilder.<String>create(refused.status())
          .entity(
              page(find(id), queue, new Tried(word, given, refused.detail(), null), null).render())
          .type(MediaType.TEXT_HTML_TYPE)
          .build();
    }
    return RestResponse.seeOther(
        next(before, queue)
            .map(c -> URI.create("/console/cases/" + c.id() + queue.query("done", id)))
            .orElseGet(
                () -> URI.create("/console/cases" + queue.withoutOwner().query("done", id))));
  }

  /** The one below it in the list; at its end, the first that is left. */
  private Optional<ExceptionCase> next(ExceptionCase decided, Queue queue) {
    Listing.After after = new Listing.After(queue.order().by().of().apply(decided), decided.id());
    return book.list(queue.filter(me.name()), queue.order(), after, 1).stream()
        .findFirst()
        .or(
            () ->
                book.list(queue.filter(me.name()), queue.order(), null, 2).stream()
                    .filter(c -> !c.id().equals(decided.id()))
                    .findFirst());
  }

  private @Nullable Before before(@Nullable String done, Queue queue) {
    return done == null || done.isEmpty()
        ? null
        : book.find(CaseActions.id(done))
            .map(c -> new Before(c.id(), name(c), inbox.number(queue.filter(me.name()))))
            .orElse(null);
  }

  private static String name(ExceptionCase of) {
    return Stream.of(of.rmaNumber(), of.orderNumber())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(of.id());
  }

  private TemplateInstance page(
      ExceptionCase of, Queue queue, Tried tried, @Nullable Before before) {
    return Templates.oneCase(
        texts.in(language.now(), of),
        queue,
        texts.facts(language.now(), of),
        choices.of(of, me, language.now()),
        tried,
        before);
  }

  private ExceptionCase find(String id) {
    return book.find(CaseActions.id(id))
        .orElseThrow(() -> Refusal.notFound("There is no case " + id));
  }
}
