package io.returnbridge.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The walls of the house. */
@AnalyzeClasses(packages = "io.returnbridge", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyItsAdapterKnowsTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.returnbridge.commercetools..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.commercetools..", "io.vrap..");

  @ArchTest
  static final ArchRule onlyReveniKnowsRevenisPayload =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.returnbridge.reveni..",
              "io.returnbridge.mappings..",
              "io.returnbridge.camel..",
              "io.returnbridge.intake..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("io\\.returnbridge\\.mappings\\.Payload(Field|Section)");

  @ArchTest
  static final ArchRule onlyCamelKnowsExchanges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.returnbridge.camel..", "io.returnbridge.main..", "io.returnbridge.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.camel..");

  @ArchTest
  static final ArchRule whatAReturnIsNeedsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage("io.returnbridge.mappings..", "io.returnbridge.failure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..",
              "jakarta..",
              "org.apache.camel..",
              "org.apache.kafka..",
              "io.vertx..");

  @ArchTest
  static final ArchRule theProgramDoesNotKnowItsSandbox =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.returnbridge.sandbox..", "io.returnbridge.main..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.returnbridge.sandbox..");

  @ArchTest
  static final ArchRule theSandboxDoesNotHelpItselfToTheSteps =
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
              "io.returnbridge.exchange..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
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
              });

  @ArchTest
  static final ArchRule nothingIsCalledManagerOrUtils =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Utils|Util|Helper|Impl)")
          .orShould()
          .resideInAnyPackage("..utils..", "..impl..");

  @ArchTest
  static final ArchRule stepsDoNotKnowEachOther =
      slices()
          .matching("io.returnbridge.(stock|credit|exchange)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule beansKeepNoMutableState =
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
              });
}
