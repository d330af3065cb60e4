package io.coord.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import io.coord.Coordination;
import io.coord.test.contract.MemoryBackend.Mistake;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/** The suites find what a backend gets wrong, and nothing else. */
class WrongBackendTest {

  private static final String EXCLUSION = "oneProcessHoldsTheLockAtATime";
  private static final String THREADS = "oneThreadOfAProcessHoldsTheLockAtATime";
  private static final String TOKENS = "tokensRiseWithEveryGrantInAnyProcess";
  private static final List<String> TESTS =
      List.of(EXCLUSION, THREADS, TOKENS, "locksOfDifferentNamesAreIndependent");

  abstract static class Locks extends DistributedLockContract {
    private final MemoryBackend backend;

    Locks(Mistake mistake) {
      this.backend = new MemoryBackend(mistake);
    }

    @Override
    protected Coordination newCoordination() {
      return backend.connect();
    }
  }

  static class RightLocks extends Locks {
    RightLocks() {
      super(Mistake.NONE);
    }
  }

  static class LocksWithoutTokens extends Locks {
    LocksWithoutTokens() {
      super(Mistake.TOKENS_STAND_STILL);
    }
  }

  static class LocksWithoutExclusion extends Locks {
    LocksWithoutExclusion() {
      super(Mistake.NOBODY_IS_EXCLUDED);
    }
  }

  @Test
  void whatIsRightPasses() {
    assertEquals(Set.of(), failuresOf(RightLocks.class));
  }

  @Test
  void tokensThatDoNotRiseAreFound() {
    assertEquals(Set.of(TOKENS), failuresOf(LocksWithoutTokens.class));
  }

  @Test
  void aSecondHolderIsFound() {
    assertEquals(Set.of(EXCLUSION), failuresOf(LocksWithoutExclusion.class, THREADS));
  }

  /** {@return the tests that fail, without one that finds the mistake only by chance} */
  private static Set<String> failuresOf(Class<? extends Locks> suite, String... byChance) {
    Set<String> failed = new TreeSet<>();
    Set<String> run = new TreeSet<>();
    LauncherFactory.create()
        .execute(
            request()
                .selectors(TESTS.stream().map(test -> selectMethod(suite, test)).toList())
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String name = test.getDisplayName().replace("()", "");
                if (test.isTest()) {
                  run.add(name);
                }
                if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                  failed.add(name);
                }
              }
            });
    assertEquals(Set.copyOf(TESTS), run);
    failed.removeAll(List.of(byChance));
    return failed;
  }
}
