package io.returnbridge.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
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
        .resideInAnyPackage("io.returnbridge.mappings..", "io.returnbridge.failure..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..", "jakarta..", "org.apache.camel..", "org.apache.kafka..", "io.vertx..")
        .check(PROGRAM);
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
            "io.returnbridge.returns..",
            "io.returnbridge.status..",
            "io.returnbridge.stock..",
            "io.returnbridge.credit..",
            "io.returnbridge.exchange..")
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
  void stepsDoNotKnowEachOther() {
    slices()
        .matching("io.returnbridge.(stock|credit|exchange)..")
        .should()
        .notDependOnEachOther()
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
