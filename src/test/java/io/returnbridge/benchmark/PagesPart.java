package io.returnbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.benchmark.Results.Target;
import io.returnbridge.journey.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The console with the records of many returns: what its pages take while people look at them, and
 * while webhooks come beside that.
 */
final class PagesPart implements Part {

  private static final int USERS = 50;
  private static final int WEBHOOKS = 40;
  private static final int THINK_MILLIS = 2000;
  private static final String SEARCH = "search";

  private final BenchmarkOptions options;
  private final Results results;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  PagesPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  /** Nothing of the copies is to be asked for in commercetools or at Reveni. */
  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (String schedule : List.of("SWEEP", "WATCHDOGS", "RECONCILE", "FORGET")) {
      settings.put("SCHEDULE_" + schedule, "0 0 3 1 1 ?");
    }
    return settings;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    try (Bench bench = Bench.open(packaged, options, settings())) {
      List<Bench.Returned> some = bench.received(options.light());
      bench.tell(some);
      bench.send(List.of(bench.announcedFor("of no reason")));
      bench.settle();
      bench.copyRecords(options.shown());
      results.say(
          bench.ask(
              "select count(*) || ' returns, ' || (select count(*) from effect) || ' effects, ' || (select count(*) from outgoing) || ' records, ' || (select count(*) from exception_case) || ' cases' from return_state"));
      Visits visits = new Visits(bench);
      visits.each();
      visits.atOnce(1, Duration.ofSeconds(5));
      report(program, "one user", visits.atOnce(1, options.visits()));
      report(program, USERS + " users", visits.atOnce(USERS, options.visits()));
      List<byte[]> bodies = bench.bodies((int) (WEBHOOKS * options.visits().toSeconds()));
      WebhookLoad load =
          new WebhookLoad(bench.webhookUrl(), bodies, body -> bench.webhooks().sign(body));
      ExecutorService sender = Executors.newSingleThreadExecutor();
      try {
        Future<WebhookLoad.Outcome> sent =
            sender.submit(() -> load.open(WEBHOOKS, options.visits()));
        String beside = USERS + " users beside " + WEBHOOKS + " webhooks/s";
        report(program, beside, visits.atOnce(USERS, options.visits()));
        WebhookLoad.Outcome outcome = sent.get();
        results.add(program, beside + ": accepted, p99", outcome.latencies().percentile(99), "ms");
        results.add(program, beside + ": not accepted", outcome.refused(), "");
      } finally {
        sender.shutdownNow();
      }
    }
  }

  private void report(String program, String who, Map<String, Collection<Time>> times) {
    List<Time> pages = new ArrayList<>();
    List<Time> searches = new ArrayList<>();
    times.forEach(
        (page, some) -> {
          (page.startsWith(SEARCH) ? searches : pages).addAll(some);
          Latencies server = of(some, Time::server);
          results.say(
              "%s, %s: %d times, p50 %.0f ms, p99 %.0f ms, at the client %.0f ms"
                  .formatted(
                      who,
                      page,
                      some.size(),
                      server.percentile(50),
                      server.percentile(99),
                      of(some, Time::client).percentile(99)));
        });
    report(program, who + ": a page", pages, 300);
    report(program, who + ": a search", searches, 200);
  }

  private void report(String program, String what, List<Time> times, int atMost) {
    double server = of(times, Time::server).percentile(99);
    double client = of(times, Time::client).percentile(99);
    results.add(program, what + ", p99", server, "ms", Target.atMost(atMost));
    results.add(program, what + " at the client, p99", client, "ms");
  }

  private static Latencies of(Collection<Time> times, Function<Time, Long> side) {
    return Latencies.of(times.stream().map(side).toList());
  }

  /** What one page took, in nanoseconds, of the server and until the client had it. */
  private record Time(long client, long server) {}

  /** People who look at one page after the other. */
  private final class Visits {

    private final URI address;
    private final String session;
    private final List<String> returns = new ArrayList<>();
    private final List<String> cases = new ArrayList<>();

    Visits(Bench bench) throws Exception {
      this.address = bench.program.address();
      this.session = session();
      Random random = new Random(1);
      for (int n = 0; n < 200; n++) {
        returns.add(
            bench.ask(
                "select return_id || ' ' || rma_number || ' ' || order_number from return_state order by created_at desc offset %d limit 1"
                    .formatted(random.nextInt(options.shown()))));
      }
      JsonNode items = bench.api().get("/api/exceptions?limit=100").body().path("items");
      items.forEach(one -> cases.add(one.path("id").asText()));
    }

    private String session() throws Exception {
      HttpRequest login =
          HttpRequest.newBuilder(address.resolve("/login"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString("name=admin&password=" + World.PASSWORD))
              .build();
      return http
          .send(login, HttpResponse.BodyHandlers.discarding())
          .headers()
          .allValues("Set-Cookie")
          .stream()
          .filter(c -> c.startsWith("returnbridge-session="))
          .findFirst()
          .orElseThrow()
          .replaceAll(";.*", "");
    }

    private Map<String, String> pages(Random random) {
      String[] one = returns.get(random.nextInt(returns.size())).split(" ");
      Map<String, String> pages = new TreeMap<>();
      pages.put("today", "/console/today");
      pages.put("returns", "/console/returns");
      pages.put("returns, of a status", "/console/returns?status=completed");
      pages.put("a return", "/console/returns/" + one[0]);
      pages.put("cases", "/console/cases");
      pages.put("cases, of an owner", "/console/cases?owner=cx");
      pages.put("a case", "/console/cases/" + cases.get(random.nextInt(cases.size())));
      pages.put("stock", "/console/stock");
      pages.put("scan", "/console/scan");
      pages.put("reports", "/console/reports");
      pages.put("mappings", "/console/mappings");
      pages.put("routes", "/console/routes");
      pages.put("settings", "/console/settings");
      pages.put(SEARCH + " an RMA", "/console/returns?q=" + one[1]);
      pages.put(SEARCH + " an order", "/console/returns?q=" + one[2]);
      pages.put(SEARCH + " a SKU", "/console/returns?q=SKU-" + random.nextInt(options.skus()));
      pages.put(SEARCH + " a beginning", "/console/returns?q=" + one[2].replaceAll("..$", ""));
      pages.put(SEARCH + " nothing", "/console/returns?q=nothing-like-that");
      return pages;
    }

    /** Nothing is measured of a page that is not one. */
    void each() throws Exception {
      for (String path : pages(new Random(2)).values()) {
        visit(path);
      }
    }

    /** A search that finds one return leads to it. */
    private Time visit(String path) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve(path)).header("Cookie", session).build();
      long began = System.nanoTime();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      Time took = new Time(System.nanoTime() - began, serverTime(answer));
      boolean found = answer.statusCode() == 303 && path.contains("?q=");
      if (!found && (answer.statusCode() != 200 || !answer.body().contains("</html>"))) {
        throw new IllegalStateException(path + " was answered " + answer.statusCode());
      }
      return took;
    }

    /**
     * What the program says that it took: without the sender of the request, who has the same
     * cores.
     */
    private static long serverTime(HttpResponse<?> answer) {
      return answer
          .headers()
          .firstValue("Server-Timing")
          .map(said -> Long.parseLong(said.replace("page;dur=", "")) * 1_000_000)
          .orElseThrow();
    }

    Map<String, Collection<Time>> atOnce(int users, Duration time) throws Exception {
      Map<String, Collection<Time>> times = new ConcurrentSkipListMap<>();
      long end = System.nanoTime() + time.toNanos();
      ExecutorService people = Executors.newFixedThreadPool(users);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int n = 0; n < users; n++) {
          Random random = new Random(n);
          int think = users == 1 ? 1 : THINK_MILLIS;
          all.add(people.submit(() -> looks(random, think, end, times)));
        }
        for (Future<?> one : all) {
          one.get();
        }
      } finally {
        people.shutdownNow();
      }
      return times;
    }

    private Void looks(Random random, int think, long end, Map<String, Collection<Time>> times)
        throws Exception {
      while (System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(think));
        List<Map.Entry<String, String>> pages = new ArrayList<>(pages(random).entrySet());
        Map.Entry<String, String> page = pages.get(random.nextInt(pages.size()));
        Time took = visit(page.getValue());
        times.computeIfAbsent(page.getKey(), p -> new ConcurrentLinkedQueue<>()).add(took);
      }
      return null;
    }
  }
}
