package io.returnbridge.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.security.Authenticated;
import org.junit.jupiter.api.Test;

/** The walls of the house. */
class ArchitectureTest {

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.returnbridge");

  @Test
  void onlyItsAdapterKnowsTheSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.returnbridge.commercetools..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.commercetools..", "io.vrap..")
        .check(PROGRAM);
  }

  @Test
  void onlyReveniKnowsRevenisPayload() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.returnbridge.reveni..",
            "io.returnbridge.mappings..",
            "io.returnbridge.camel..",
            "io.returnbridge.intake..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("io\\.returnbridge\\.mappings\\.Payload(Field|Section)")
        .check(PROGRAM);
  }

  @Test
  void onlyCamelKnowsExchanges() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.returnbridge.camel..", "io.returnbridge.main..", "io.returnbridge.api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .check(PROGRAM);
  }

  @Test
  void whatAReturnIsNeedsNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.returnbridge.model..", "io.returnbridge.mappings..", "io.returnbridge.failure..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..", "jakarta..", "org.apache.camel..", "org.apache.kafka..", "io.vertx..")
        .check(PROGRAM);
  }

  /** Who comes from an OIDC server may have none, and is authenticated all the same. */
  @Test
  void whoeverMayDoSomethingHasARoleForIt() {
    assertThat(
            PROGRAM.stream()
                .filter(
                    type ->
                        type.isAnnotatedWith(Authenticated.class)
                            || type.getMethods().stream()
                                .anyMatch(m -> m.isAnnotatedWith(Authenticated.class)))
                .map(JavaClass::getSimpleName))
        .containsExactly("OidcReturn");
  }

  @Test
  void theProgramDoesNotKnowItsSandbox() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.returnbridge.sandbox..", "io.returnbridge.main..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.returnbridge.sandbox..")
        .check(PROGRAM);
  }

  @Test
  void theSandboxDoesNotHelpItselfToTheSteps() {
    noClasses()
        .that()
        .resideInAPackage("io.returnbridge.sandbox..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.returnbridge.store..",
            "io.returnbridge.engine..",
            "io.returnbridge.model..",
            "io.returnbridge.steps..")
        .check(PROGRAM);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .should(
            new ArchCondition<JavaClass>("be in a package marked @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked =
                    type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                events.add(
                    new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " has no @NullMarked"));
              }
            })
        .check(PROGRAM);
  }

  @Test
  void nothingIsCalledManagerOrUtils() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Utils|Util|Helper|Impl)")
        .orShould()
        .resideInAnyPackage("..utils..", "..impl..")
        .check(PROGRAM);
  }

  @Test
  void noPackageReachesItselfAgain() {
    slices().matching("io.returnbridge.(*)..").should().beFreeOfCycles().check(PROGRAM);
  }

  @Test
  void stepsDoNotKnowEachOther() {
    slices().matching("io.returnbridge.steps.(*)..").should().notDependOnEachOther().check(PROGRAM);
  }

  @Test
  void theModelImportsNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("io.returnbridge.model..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.returnbridge..")
                .and(not(resideInAPackage("io.returnbridge.model.."))))
        .check(PROGRAM);
  }

  /** From the ground up; who is above may know who is below, never the other way round. */
  @Test
  void whoIsBelowDoesNotKnowWhoIsAbove() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("model")
        .definedBy("io.returnbridge.model..")
        .layer("adapters")
        .definedBy(
            "io.returnbridge.commerce..",
            "io.returnbridge.commercetools..",
            "io.returnbridge.reveni..",
            "io.returnbridge.kafka..",
            "io.returnbridge.store..")
        .layer("engine")
        .definedBy("io.returnbridge.engine..", "io.returnbridge.cases..")
        .layer("steps")
        .definedBy("io.returnbridge.steps..")
        .layer("doors")
        .definedBy(
            "io.returnbridge.intake..",
            "io.returnbridge.camel..",
            "io.returnbridge.api..",
            "io.returnbridge.replay..",
            "io.returnbridge.main..")
        .whereLayer("doors")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("steps")
        .mayOnlyBeAccessedByLayers("doors")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("doors", "steps")
        .whereLayer("adapters")
        .mayOnlyBeAccessedByLayers("doors", "steps", "engine")
        .check(PROGRAM);
  }

  @Test
  void onlyAdaptersKnowTheirSystem() {
    onlyIn("java.sql..", "io.returnbridge.store..", "io.returnbridge.embedded..");
    onlyIn(
        "org.apache.kafka.clients..",
        "io.returnbridge.kafka..",
        "io.returnbridge.embedded..",
        "io.returnbridge.camel..",
        "io.returnbridge.setup..");
  }

  private static void onlyIn(String system, String... adapters) {
    noClasses()
        .that()
        .resideOutsideOfPackages(adapters)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(system)
        .check(PROGRAM);
  }

  @Test
  void beansKeepNoMutableState() {
    classes()
        .that()
        .areAnnotatedWith("jakarta.inject.Named")
        .should(
            new ArchCondition<JavaClass>("have only final fields") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                    .filter(f -> !f.getModifiers().contains(JavaModifier.FINAL))
                    .forEach(
                        f ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    f, f.getFullName() + " is not final")));
              }
            })
        .check(PROGRAM);
  }
}
