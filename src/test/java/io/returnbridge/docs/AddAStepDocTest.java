package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.camel.RouteRules;
import io.returnbridge.cases.Cases;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepDefinitions;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.settings.OwnStepSettings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/add-a-step.md} has a reader write is compiled and run here as it stands there;
 * its step of one's own is run by {@code OwnStepsTest}, and in the packaged program by {@code
 * OwnStepIT}.
 */
public class AddAStepDocTest {

  private static final int MANY = 10;

  @TempDir Path folder;

  /** The blocks of a kind, in their order. */
  public static List<String> blocks(String kind) {
    try {
      Matcher block =
          Pattern.compile("(?s)```" + kind + "\n(.*?)```\n")
              .matcher(Files.readString(Path.of("docs", "add-a-step.md")));
      List<String> blocks = new ArrayList<>();
      while (block.find()) {
        blocks.add(block.group(1));
      }
      return blocks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void routes(String name, String yaml) throws IOException {
    try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
      for (Path file : shipped.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.writeString(folder.resolve(name), yaml);
  }

  @Test
  void the_step_of_ones_own_is_the_one_of_the_examples() throws IOException {
    assertThat(blocks("yaml").get(0))
        .isEqualTo(Files.readString(Path.of("routes/examples/51-credit-to-erp.camel.yaml")));
  }

  @Test
  void the_step_in_java_compiles_has_its_routes_and_opens_its_case() throws Exception {
    // Given
    Class<?> type = compiled(blocks("java"));
    StepDefinition definition = StepDefinitions.of(type).orElseThrow();
    routes("65-make-room.camel.yaml", blocks("yaml").get(1));
    Database database = TestDatabase.clean();
    ReturnStates states = new ReturnStates(database);
    BusinessStep<?> step =
        (BusinessStep<?>) type.getConstructor(ReturnStates.class).newInstance(states);
    Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
    ReturnSnapshot snapshot =
        Returns.snapshot(
            "opened", 1, List.of(Returns.item("item-1", "SKU-1", MANY, "too_small")), List.of());
    Unit[] units =
        IntStream.rangeClosed(1, MANY)
            .mapToObj(n -> Returns.unit("item-1", n, "SKU-1", "line-1"))
            .toArray(Unit[]::new);
    states.save(Returns.state(snapshot, units));

    // When
    Running.step(
            step,
            database,
            TestDatabase.claims(database),
            states,
            TestDatabase.work(database),
            cases)
        .run(Claim.none(new WakeUp("make-room", Returns.ID.subject(), "event:1")));

    // Then
    assertThat(
            RouteRules.problems(
                folder, TestSteps.ALL.and(List.of(definition)), OwnStepSettings.none()))
        .isEmpty();
    assertThat(database.query("select step || ' ' || code from exception_case", r -> r.text(1)))
        .containsExactly("make-room RETURN_IS_BIG");
  }

  private Class<?> compiled(List<String> sources) throws Exception {
    List<String> files = new ArrayList<>();
    for (String source : sources) {
      Matcher name = Pattern.compile("public class (\\w+)").matcher(source);
      Path file =
          folder.resolve("src").resolve((name.find() ? name.group(1) : "package-info") + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source);
      files.add(file.toString());
    }
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    arguments.addAll(files);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    assertThat(code).isZero();
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())
        .loadClass("io.returnbridge.steps.room.MakeRoom");
  }
}
