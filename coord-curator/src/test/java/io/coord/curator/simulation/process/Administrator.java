package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;

/** Somebody with a client of his own, who does what he likes with the nodes of the services. */
final class Administrator {

  private static final long SURELY_DONE_SECONDS = 10; // or lost

  private final RegistryWorld world;
  private final SimulatedEnsemble ensemble;
  private final RegistryNemesis nemesis;
  private SimulatedClient client;
  private int writes;

  Administrator(RegistryWorld world, RegistryNemesis nemesis) {
    this.world = world;
    this.ensemble = world.ensemble();
    this.nemesis = nemesis;
    this.client = connect();
  }

  private SimulatedClient connect() {
    return ensemble.connect(RegistryWorld.TIMEOUT_MILLIS, event -> {});
  }

  void strike(Random random) {
    TrackedService service = RegistryWork.any(world.services(), random);
    List<String> ids = List.copyOf(service.history().ids());
    String id = ids.isEmpty() ? "shared" : RegistryWork.any(ids, random);
    switch (random.nextInt(6)) {
      case 0 -> deleteInstance(service, id);
      case 1 -> deleteService(service);
      case 2 -> {
        world.services().forEach(this::deleteService);
        delete("service root deleted", RegistryWorld.ROOT);
      }
      case 3 -> write(service, id);
      case 4 -> create(service);
      default -> delete("foreign node deleted", service.path() + "/foreign");
    }
  }

  /** What was asked and not sent is never done. */
  void leave() {
    client.abandon();
  }

  private void deleteInstance(TrackedService service, String id) {
    exemptWhileDeleted(service, id);
    delete("instance deleted", service.path() + "/" + id);
  }

  private void deleteService(TrackedService service) {
    for (String id : List.copyOf(service.history().ids())) {
      exemptWhileDeleted(service, id);
      request(new Request.Delete(service.path() + "/" + id, -1));
    }
    delete("service deleted", service.path());
  }

  /** Until the request has surely arrived, or is lost. */
  private void exemptWhileDeleted(TrackedService service, String id) {
    service
        .agreement()
        .deletableUntil(
            id, world.scheduler().now() + TimeUnit.SECONDS.toNanos(SURELY_DONE_SECONDS));
    for (int second = 0; second < SURELY_DONE_SECONDS; second++) {
      nemesis.later(
          TimeUnit.SECONDS.toNanos(second), "exempt " + id, () -> service.agreement().exempt(id));
    }
  }

  /** Deletes it at the leader, at once. */
  void deleteNow(TrackedService service, String id) {
    exemptWhileDeleted(service, id);
    ensemble.delete(service.path() + "/" + id);
  }

  private void delete(String what, String path) {
    nemesis.note("admin", what, path);
    request(new Request.Delete(path, -1));
  }

  private void write(TrackedService service, String id) {
    nemesis.note("admin", "instance overwritten", id);
    request(new Request.SetData(service.path() + "/" + id, next(), -1));
  }

  private void create(TrackedService service) {
    nemesis.note("admin", "foreign node created", service);
    request(new Request.Create(service.path() + "/foreign", next(), CreateMode.PERSISTENT));
  }

  private byte[] next() {
    return ("admin." + ++writes).getBytes(StandardCharsets.UTF_8);
  }

  private void request(Request request) {
    if (!client.isAlive()) {
      client = connect();
    }
    client.request(request, reply -> {});
  }
}
