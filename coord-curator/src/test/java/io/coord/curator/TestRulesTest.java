package io.coord.curator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.coord.curator.testing.Time;
import java.util.concurrent.TimeUnit;

/** What holds for the code of the tests. */
@AnalyzeClasses(packages = "io.coord", importOptions = ImportOption.OnlyIncludeTests.class)
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
}
