package io.coord.curator.bench;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The short version of the benchmarks, in every build: counts only, no times. */
class GrowthTest {

  private static GrowthChecks checks;

  @BeforeAll
  static void gather() throws Exception {
    checks = new GrowthChecks();
  }

  @AfterAll
  static void disperse() {
    checks.close();
  }

  @TestFactory
  Stream<DynamicTest> requestsDoNotGrowWithTheWork() {
    return checks.all().entrySet().stream()
        .map(check -> dynamicTest(check.getKey(), () -> check.getValue().call()));
  }
}
