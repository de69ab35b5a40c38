package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProblemPagesTest {

  /** Addresses of the console that answer only to what a form sends. */
  private static Set<String> forms() {
    Set<String> asked = new TreeSet<>();
    Set<String> sent = new TreeSet<>();
    new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.returnbridge.console")
            .stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .map(type -> type.reflect())
            .forEach(
                type ->
                    Arrays.stream(type.getDeclaredMethods())
                        .forEach(
                            method -> {
                              String address = path(type) + path(method);
                              if (method.isAnnotationPresent(POST.class)) {
                                sent.add(address);
                              } else if (method.isAnnotationPresent(GET.class)) {
                                asked.add(address);
                              }
                            }));
    sent.removeAll(asked);
    return sent;
  }

  private static String path(AnnotatedElement element) {
    Path path = element.getAnnotation(Path.class);
    return path == null ? "" : path.value();
  }

  @Test
  void each_address_that_only_takes_a_form_leads_to_a_page() {
    assertThat(forms()).contains("/console/cases/bulk/run", "/console/mappings/try");
    assertThat(forms())
        .allSatisfy(
            form ->
                assertThat(ProblemPages.pageOf(form.replaceAll("\\{\\w+}", "x")))
                    .as(form)
                    .isPresent());
  }

  @Test
  void the_page_is_the_one_of_the_form() {
    assertThat(ProblemPages.pageOf("/console/cases/bulk/run")).contains("/console/cases");
    assertThat(ProblemPages.pageOf("/console/cases/c-1/retry")).contains("/console/cases/c-1");
    assertThat(ProblemPages.pageOf("/console/routes/link-credit/replay"))
        .contains("/console/routes/link-credit");
    assertThat(ProblemPages.pageOf("/console/returns/nobody")).isEmpty();
    assertThat(ProblemPages.pageOf("/console/routes/replays/no-such")).isEmpty();
  }
}
