package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.test.internal.Polling;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What an administrator with a command line may do: delete nodes that others use. */
final class AdministratorFaults {

  private static final String LOCK = Checker.ADMINISTERED;
  private static final Duration PATIENCE = Duration.ofSeconds(2); // to find a victim

  private final Laboratory laboratory;
  private final Random random;

  AdministratorFaults(Laboratory laboratory, Random random) {
    this.laboratory = laboratory;
    this.random = random;
  }

  List<Fault> all() {
    return List.of(
        new Fault("contender deleted", 3, this::deleteContender),
        new Fault("lock deleted", 2, name -> delete(name, Tree.LOCKS + "/" + LOCK)),
        new Fault("instance deleted", 2, this::deleteInstance),
        new Fault("service deleted", 2, name -> delete(name, Tree.MEMBERS)));
  }

  private void deleteContender(String name) throws InterruptedException {
    Polling.find(PATIENCE, () -> laboratory.tree().first(LOCK))
        .ifPresent(path -> delete(name, path));
  }

  private void deleteInstance(String name) {
    List<Place> places = List.copyOf(laboratory.places());
    delete(name, Tree.MEMBERS + "/" + places.get(random.nextInt(places.size())).name());
  }

  private void delete(String name, String path) {
    laboratory.fault(name, path, () -> laboratory.tree().delete(path));
  }
}
