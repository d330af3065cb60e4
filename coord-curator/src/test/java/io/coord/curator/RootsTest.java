package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where locks and services may lie. */
class RootsTest {

  @ParameterizedTest
  @CsvSource({"/a, /a", "/, /", "/a/b, /a", "/a, /a/b/c"})
  void oneInsideTheOtherIsRefused(String locks, String services) {
    // Nobody listens there: it is known before anything is tried.
    CuratorCoordination.Builder builder =
        CuratorCoordination.builder("127.0.0.1:1").lockRoot(locks).serviceRoot(services);

    assertThatIllegalArgumentException()
        .isThrownBy(builder::connect)
        .withMessageContaining("lockRoot")
        .withMessageContaining("serviceRoot")
        .withMessageContaining("'%s'", locks)
        .withMessageContaining("'%s'", services);
  }

  @Test
  void thoseThatOnlyBeginAlikeAreApart() {
    Roots roots = new Roots("/app", "/app2", "/app3");

    assertThat(roots.notLocks(true)).isEmpty();
    assertThat(roots.notServices(true)).isEmpty();
    assertThat(roots.notElections(true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/locks, /services, /locks, lockRoot",
    "/locks, /services, /services, serviceRoot",
    "/locks, /services, /locks/elections, lockRoot",
    "/app/locks, /services, /app, lockRoot",
    "/locks, /services, /services/x, serviceRoot",
    "/locks, /app/services, /app, serviceRoot"
  })
  void theElectionsAreInsideNoneOfThem(
      String locks, String services, String elections, String other) {
    CuratorCoordination.Builder builder =
        CuratorCoordination.builder("127.0.0.1:1")
            .lockRoot(locks)
            .serviceRoot(services)
            .electionRoot(elections);

    assertThatIllegalArgumentException()
        .isThrownBy(builder::connect)
        .withMessageContaining("electionRoot")
        .withMessageContaining(other);
  }

  @Test
  void belowTheTopThereAreOtherNodes() {
    Roots services = new Roots("/shop/locks", "/", "/elections");
    Roots locks = new Roots("/", "/services", "/elections");
    Roots elections = new Roots("/locks", "/services", "/");

    assertThat(services.notServices(true)).containsExactly("elections", "shop", "zookeeper");
    assertThat(services.notServices(false)).containsExactly("elections", "shop");
    assertThat(services.notLocks(true)).isEmpty();
    assertThat(elections.notElections(false)).containsExactly("locks", "services");
    assertThat(locks.notLocks(true)).containsExactly("elections", "services", "zookeeper");
    assertThat(locks.notServices(true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "locks, Write '/locks'.",
    "/locks/, Write '/locks'.",
    "a//b/, Write '/a/b'.",
    "'', Write '/'."
  })
  void aPathThatIsNoneIsNamedWithWhatToWriteInstead(String path, String advice) {
    CuratorCoordination.Builder builder = CuratorCoordination.builder("127.0.0.1:1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.lockRoot(path))
        .withMessageContaining("lockRoot is not a valid path: '%s'", path)
        .withMessageEndingWith(advice);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.serviceRoot(path))
        .withMessageContaining("serviceRoot is not a valid path: '%s'", path)
        .withMessageEndingWith(advice);
  }

  @Test
  void thePathOfTheElectionsIsCheckedToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CuratorCoordination.builder("127.0.0.1:1").electionRoot("elections"))
        .withMessageContaining("electionRoot is not a valid path: 'elections'")
        .withMessageEndingWith("Write '/elections'.");
  }

  @Test
  void aPathThatCannotBeMendedIsNamedOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CuratorCoordination.builder("127.0.0.1:1").lockRoot("/a/../b"))
        .withMessageContaining("lockRoot is not a valid path: '/a/../b'")
        .withMessageNotContaining("Write");
  }
}
