package io.coord.curator.lab.scenario;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.Lease;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.Polling;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The main program of a process that has a bit of everything when the servers go: leases,
 * registrations, views, and threads that wait for locks of another process. Each line of its input
 * is an order, and gets one answer.
 */
public final class OutageProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Coordination coordination;
  private final List<Lease> leases = new ArrayList<>();
  private final List<Registration> registrations = new ArrayList<>();
  private final List<Membership> views = new ArrayList<>();
  private final List<CompletableFuture<Lease>> waiting = new ArrayList<>();

  private OutageProcess(Coordination coordination) {
    this.coordination = coordination;
  }

  /** Arguments: connect string, session timeout in ms. */
  public static void main(String[] args) throws Exception {
    try (Coordination coordination =
        CuratorCoordination.builder(args[0])
            .sessionTimeout(Duration.ofMillis(Long.parseLong(args[1])))
            .connectTimeout(PATIENCE)
            .connect()) {
      OutageProcess process = new OutageProcess(coordination);
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(process.obey(line));
      }
    }
  }

  private String obey(String order) throws Exception {
    return switch (order) {
      case "begin" -> begin();
      case "recover" -> recover();
      default -> throw new IllegalArgumentException(order);
    };
  }

  private String begin() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      leases.add(coordination.lock("ours " + i).acquire());
      registrations.add(
          coordination
              .registry()
              .register(ServiceInstance.builder("service " + i).id("a").build()));
      Membership view = coordination.registry().watch("service " + i);
      view.await(snapshot -> !snapshot.stale(), PATIENCE);
      views.add(view);
    }
    for (int i = 0; i < 5; i++) {
      waiting.add(coordination.lock("theirs " + i).acquireAsync());
    }
    return "begun";
  }

  /** When the servers are back, and the other process has given its locks up. */
  private String recover() throws Exception {
    for (CompletableFuture<Lease> each : waiting) {
      each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
    }
    for (int i = 0; i < 10; i++) {
      views.get(i).await(seen -> !seen.stale() && seen.find("a").isPresent(), PATIENCE);
      Registration registration = registrations.get(i);
      if (!Polling.until(PATIENCE, () -> registration.state() == RegistrationState.REGISTERED)) {
        return "registration " + i + " is " + registration.state();
      }
      leases.get(i).close();
      coordination.lock("ours " + i).tryAcquire(PATIENCE).orElseThrow().close();
    }
    return "well";
  }
}
