package io.coord.curator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.coord.test.internal.Time;
import java.util.concurrent.TimeUnit;

/** What holds for the code of the tests, and of the test kit. */
@AnalyzeClasses(
    packages = "io.coord",
    importOptions = TestRulesTest.IncludeTestsAndTheTestKit.class)
class TestRulesTest {

  /** {@link Time} says when that is right. */
  @ArchTest
  static final ArchRule onlyTimeSleeps =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Time.class)
          .and()
          .resideOutsideOfPackage("..jmh_generated..")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .orShould()
          .callMethod(TimeUnit.class, "sleep", long.class);

  /** Users have JUnit, and no other library of tests comes with the kit. */
  @ArchTest
  static final ArchRule theSuitesStandOnTheContractAndJUnitAlone =
      classes()
          .that()
          .resideInAPackage("io.coord.test.contract")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.junit.jupiter.api..",
              "io.coord",
              "io.coord.lock",
              "io.coord.registry",
              "io.coord.election",
              "io.coord.test.contract",
              "io.coord.test.internal");

  /** The backend's tests use the kit: it must not know the backend. */
  @ArchTest
  static final ArchRule theKitKnowsNoBackend =
      noClasses()
          .that(describe("are of the test kit", TestRulesTest::isOfTheTestKit))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.coord.curator..", "io.coord.examples..", "org.assertj..");

  private static boolean isOfTheTestKit(JavaClass type) {
    return type.getPackageName().startsWith("io.coord.test")
        && type.getSource()
            .filter(it -> !it.getUri().toString().contains("test-classes"))
            .isPresent();
  }

  static final class IncludeTestsAndTheTestKit implements ImportOption {
    private static final ImportOption TESTS = new ImportOption.OnlyIncludeTests();

    @Override
    public boolean includes(Location location) {
      return TESTS.includes(location) || location.contains("/io/coord/test/");
    }
  }
}
