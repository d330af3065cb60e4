package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.CreateMode;

/** Somebody with a client of his own, who does what he likes with the nodes of a service. */
final class Administrator {

  private static final int TIMEOUT_MILLIS = 4_000;

  private final SimulatedEnsemble ensemble;
  private final String service;
  private SimulatedClient client;
  private int writes;

  Administrator(SimulatedEnsemble ensemble, String service) {
    this.ensemble = ensemble;
    this.service = service;
    this.client = ensemble.connect(TIMEOUT_MILLIS, event -> {});
  }

  void delete(String id) {
    request(new Request.Delete(service + "/" + id, -1));
  }

  void create(String id) {
    request(new Request.Create(service + "/" + id, next(), CreateMode.PERSISTENT));
  }

  void write(String id) {
    request(new Request.SetData(service + "/" + id, next(), -1));
  }

  void deleteService() {
    ensemble.committedChildren(service).keySet().forEach(this::delete);
    request(new Request.Delete(service, -1));
  }

  private byte[] next() {
    return ("admin." + ++writes).getBytes(StandardCharsets.UTF_8);
  }

  private void request(Request request) {
    if (!client.isAlive()) {
      client = ensemble.connect(TIMEOUT_MILLIS, event -> {});
    }
    client.request(request, reply -> {});
  }
}
