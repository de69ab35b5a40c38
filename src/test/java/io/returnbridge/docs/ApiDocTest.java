package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.returnbridge.api.ExceptionsResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/api.md} has every call that reads, with exactly its query parameters. */
class ApiDocTest {

  private static List<Class<?>> resources() {
    List<Class<?>> resources = new ArrayList<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ExceptionsResource.class.getPackageName())) {
      Class<?> resource = type.reflect();
      Path path = resource.getAnnotation(Path.class);
      if (path != null && path.value().startsWith("/api/")) {
        resources.add(resource);
      }
    }
    return resources;
  }

  private static TreeSet<String> parameters(Method method) {
    TreeSet<String> names = new TreeSet<>();
    for (Annotation[] parameter : method.getParameterAnnotations()) {
      for (Annotation annotation : parameter) {
        if (annotation instanceof QueryParam query) {
          names.add(query.value());
        }
      }
    }
    return names;
  }

  @Test
  void every_call_that_reads_is_there_with_its_query_parameters() throws IOException {
    List<String> rows = Files.readAllLines(java.nio.file.Path.of("docs", "api.md"));
    int calls = 0;
    for (Class<?> resource : resources()) {
      for (Method method : resource.getDeclaredMethods()) {
        if (!method.isAnnotationPresent(GET.class)
            || resource.getAnnotation(Path.class).value().contains("{path")) {
          continue;
        }
        Path own = method.getAnnotation(Path.class);
        String call =
            "GET " + resource.getAnnotation(Path.class).value() + (own == null ? "" : own.value());
        String row =
            rows.stream().filter(r -> r.startsWith("| `" + call + "` |")).findFirst().orElse("");
        assertThat(row).as(call).isNotEmpty();
        String documented = row.split("\\|")[2].replaceAll("\\([^)]*\\)", "");
        TreeSet<String> names = new TreeSet<>();
        java.util.regex.Pattern.compile("`([A-Za-z]+)`")
            .matcher(documented)
            .results()
            .forEach(m -> names.add(m.group(1)));
        assertThat(names).as(call).isEqualTo(parameters(method));
        calls++;
      }
    }
    assertThat(calls).isGreaterThan(8);
  }
}
