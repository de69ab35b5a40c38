package io.returnbridge.journey;

import static io.returnbridge.journey.Strangers.HOST;
import static io.returnbridge.journey.Strangers.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may call what: every role at every address that the program has, asked of the program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {

  private static final String PASSWORD = "a-password-of-a-role";
  private static final List<String> ROLES =
      List.of("cx", "finance", "warehouse", "integration", "admin");
  private static final String ALL = String.join(" ", ROLES);
  private static final String READERS_OF_REPORTS = "finance cx integration admin";
  private static final String ENGINEERS = "integration admin";

  private static final String SCANNERS = "warehouse cx admin";

  /** As a resource says it, without names in braces; and who may. */
  private static final Map<String, String> MATRIX = new LinkedHashMap<>();

  static {
    MATRIX.put("GET /api/returns", ALL);
    MATRIX.put("GET /api/returns/{}", ALL);
    MATRIX.put("GET /api/returns/{}/{}", "finance integration admin");
    MATRIX.put("GET /api/pipeline", ALL);
    MATRIX.put("GET /api/exceptions", ALL);
    MATRIX.put("GET /api/exceptions/{}", ALL);
    // Of which case decides its owner; the case is looked for first.
    for (String decision :
        List.of(
            "retry",
            "classify",
            "resolve",
            "assign",
            "snooze",
            "count-as-received",
            "name-order",
            "settle")) {
      MATRIX.put("POST /api/exceptions/{}/" + decision, ALL);
    }
    MATRIX.put("POST /api/exceptions/bulk", ALL);
    MATRIX.put("GET /api/reports", READERS_OF_REPORTS);
    MATRIX.put("GET /api/reports/{}/{}", READERS_OF_REPORTS);
    for (String form : List.of(".csv", ".html", ".xlsx")) {
      MATRIX.put("GET /api/reports/{}/{}" + form, READERS_OF_REPORTS);
    }
    MATRIX.put("POST /api/reports/{}/run", "finance cx admin");
    MATRIX.put("GET /api/audit", "finance integration admin");
    MATRIX.put("GET /api/audit.csv", "finance integration admin");
    MATRIX.put("GET /api/exceptions.csv", ALL);
    MATRIX.put("GET /api/returns.csv", ALL);
    MATRIX.put("POST /api/imports/returns", "finance integration admin");
    MATRIX.put("POST /api/imports/invoice", "finance integration admin");
    MATRIX.put("POST /api/imports/scans", "warehouse integration admin");
    MATRIX.put("POST /api/personal-data/erase", "admin");
    MATRIX.put("POST /api/personal-data/export", "admin");
    MATRIX.put("POST /api/replay", ENGINEERS);
    MATRIX.put("GET /api/replay", ENGINEERS);
    MATRIX.put("GET /api/replay/{}", ENGINEERS);
    MATRIX.put("POST /api/jobs/{}/run", ENGINEERS);
    MATRIX.put("GET /api/mappings", ENGINEERS);
    MATRIX.put("POST /api/mappings/reload", ENGINEERS);
    MATRIX.put("POST /api/mappings/try", ENGINEERS);
    MATRIX.put("GET /api/mapping-proposals", ENGINEERS);
    MATRIX.put("GET /api/mapping-proposals.csv", ENGINEERS);
    MATRIX.put("GET /api/{}", ALL);
    MATRIX.put("POST /api/{}", ALL);
    MATRIX.put("GET /console", ALL);
    MATRIX.put("GET /console/oidc", ALL);
    MATRIX.put("GET /console/today", ALL);
    MATRIX.put("GET /console/returns", ALL);
    MATRIX.put("GET /console/returns/{}", ALL);
    MATRIX.put("GET /console/cases", ALL);
    MATRIX.put("GET /console/cases/news", ALL);
    MATRIX.put("GET /console/cases/{}", ALL);
    MATRIX.put("GET /console/cases/{}/{}", ALL);
    MATRIX.put("POST /console/cases/{}/{}", ALL);
    MATRIX.put("GET /console/cases/bulk", ALL);
    MATRIX.put("POST /console/cases/bulk", ALL);
    MATRIX.put("POST /console/cases/bulk/run", ALL);
    MATRIX.put("GET /console/stock", "warehouse cx integration admin");
    MATRIX.put("GET /console/stock/waiting", "warehouse cx integration admin");
    MATRIX.put("GET /console/stock/moves", "warehouse cx integration admin");
    MATRIX.put("GET /console/scan", SCANNERS);
    MATRIX.put("POST /console/scan", SCANNERS);
    MATRIX.put("GET /console/scan/returns", SCANNERS);
    MATRIX.put("GET /console/scan/places", SCANNERS);
    MATRIX.put("GET /console/scan-worker.js", SCANNERS);
    MATRIX.put("POST /console/imports/scans", "warehouse integration admin");
    MATRIX.put("POST /console/imports/invoice", "finance admin");
    MATRIX.put("GET /console/reports", READERS_OF_REPORTS);
    MATRIX.put("GET /console/reports/{}", READERS_OF_REPORTS);
    MATRIX.put("GET /console/reports/{}/making", READERS_OF_REPORTS);
    MATRIX.put("POST /console/reports/{}/run", "finance cx admin");
    MATRIX.put("GET /console/mappings", ENGINEERS);
    MATRIX.put("GET /console/mappings/{}", ENGINEERS);
    MATRIX.put("POST /console/mappings/reload", ENGINEERS);
    MATRIX.put("POST /console/mappings/try", ENGINEERS);
    MATRIX.put("GET /console/routes", ENGINEERS);
    MATRIX.put("GET /console/routes/{}", ENGINEERS);
    MATRIX.put("GET /console/routes/{}/dead-letters", ENGINEERS);
    MATRIX.put("GET /console/routes/dead-letters", ENGINEERS);
    MATRIX.put("POST /console/routes/{}/replay", ENGINEERS);
    MATRIX.put("GET /console/routes/replays/{}", ENGINEERS);
    MATRIX.put("GET /console/settings", ENGINEERS);
    MATRIX.put("POST /console/settings/doctor", ENGINEERS);
    MATRIX.put("GET /q/openapi", ENGINEERS);
    MATRIX.put("GET /q/swagger-ui", ENGINEERS);
    MATRIX.put("GET /hawtio", ENGINEERS);
    MATRIX.put("GET /hawtio/{}", ENGINEERS);
    MATRIX.put("GET /hawtio/jolokia", ENGINEERS);
    MATRIX.put("GET /hawtio/jolokia/{}", ENGINEERS);
    MATRIX.put("POST /hawtio/jolokia", ENGINEERS);
  }

  /** Nobody needs a login for them. */
  private static final Set<String> PUBLIC =
      Set.of("GET /api/reason-codes", "GET /login", "POST /console/logout");

  private Strangers strangers;

  @BeforeAll
  void start() throws IOException {
    strangers = new Strangers("roles", Map.of());
    StringBuilder users = new StringBuilder();
    String hash = BcryptUtil.bcryptHash(PASSWORD, 4);
    for (String role : ROLES) {
      users.append(user(role)).append(',').append(hash).append(',').append(role).append(",en\n");
    }
    Files.writeString(strangers.users, users, StandardOpenOption.APPEND);
    Waiting.until(
        "the users to be known", () -> status("GET", "/api/pipeline", user("admin")) == 200);
  }

  @AfterAll
  void end() {
    strangers.close();
  }

  @Test
  void the_matrix_has_every_address_that_there_is() {
    assertThat(new TreeSet<>(addresses())).isEqualTo(withPublic());
  }

  @Test
  void every_role_may_do_what_the_matrix_says_and_nothing_else() {
    Map<String, String> wrong = new TreeMap<>();
    MATRIX.forEach(
        (address, allowed) -> {
          String method = address.substring(0, address.indexOf(' '));
          String path = address.substring(address.indexOf(' ') + 1).replace("{}", "nothing");
          for (String role : ROLES) {
            boolean may = List.of(allowed.split(" ")).contains(role);
            int status = status(method, path, user(role));
            if (may == (status == 403) || status == 401 || status >= 500) {
              wrong.put(role + " " + address, Integer.toString(status));
            }
          }
          int nobody = status(method, path, null);
          if (nobody != 401 && nobody != 302) {
            wrong.put("nobody " + address, Integer.toString(nobody));
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void what_is_public_asks_for_no_login() {
    assertThat(status("GET", "/api/reason-codes", null)).isEqualTo(200);
    assertThat(status("GET", "/login", null)).isEqualTo(200);
  }

  private static String user(String role) {
    return "of-" + role;
  }

  private int status(String method, String path, String user) {
    List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", HOST));
    if (user != null) {
      lines.add("Authorization: " + basic(user, PASSWORD));
    }
    if (method.equals("POST")) {
      lines.add("Content-Type: " + type(path));
      lines.add("Origin: http://x");
      lines.add("Content-Length: 0");
      lines.add("");
      lines.add("");
    }
    return strangers.ask(lines.toArray(String[]::new)).status();
  }

  private static String type(String path) {
    if (path.equals("/console/scan")) {
      return "application/json";
    }
    if (path.startsWith("/console") && !path.startsWith("/console/imports")) {
      return "application/x-www-form-urlencoded";
    }
    return path.contains("/imports/") ? "text/csv" : "application/json";
  }

  private static Set<String> withPublic() {
    Set<String> all = new TreeSet<>(MATRIX.keySet());
    all.addAll(PUBLIC);
    return all;
  }

  private static List<String> addresses() {
    return addressesOf("io.returnbridge.api", "io.returnbridge.console");
  }

  /** With {@code {}} for what differs. */
  static List<String> addressesOf(String... packages) {
    List<String> addresses = new ArrayList<>();
    for (JavaClass resource : new ClassFileImporter().importPackages(packages)) {
      if (resource.isAnnotatedWith(Path.class)) {
        String base = resource.getAnnotationOfType(Path.class).value();
        for (JavaMethod method : resource.getMethods()) {
          String of = address(base, method);
          if (method.isAnnotatedWith(GET.class)) {
            addresses.add("GET " + of);
          } else if (method.isAnnotatedWith(POST.class)) {
            addresses.add("POST " + of);
          }
        }
      }
    }
    return addresses;
  }

  private static String address(String base, JavaMethod method) {
    String own =
        method.isAnnotatedWith(Path.class) ? method.getAnnotationOfType(Path.class).value() : "";
    String path = base + (own.isEmpty() || own.startsWith("/") ? own : "/" + own);
    return path.replaceAll("\\{[^}]*}", "{}").replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
  }
}
