package io.coord.curator.lab.scenario;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ChildJvm;
import io.coord.lock.Lease;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Another process that uses Coord: each line of its input is an order, and gets one answer. */
public final class PeerProcess {

  private final Coordination coordination;
  private Lease lease;

  private PeerProcess(Coordination coordination) {
    this.coordination = coordination;
  }

  /** A process that is being started; it answers when it is connected. */
  static ChildJvm start(String connectString, int sessionMillis) {
    return start(connectString, sessionMillis, Map.of());
  }

  static ChildJvm start(String connectString, int sessionMillis, Map<String, String> environment) {
    return ChildJvm.start(
        PeerProcess.class,
        List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xss256k",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
        environment,
        connectString,
        "" + sessionMillis);
  }

  /** Arguments: connect string, session timeout in ms. */
  public static void main(String[] args) throws Exception {
    try (Coordination coordination =
        CuratorCoordination.builder(args[0])
            .sessionTimeout(Duration.ofMillis(Long.parseLong(args[1])))
            .connectTimeout(Duration.ofSeconds(60))
            .connect()) {
      PeerProcess process = new PeerProcess(coordination);
      ChildJvm.serve(process::obey);
    }
  }

  private String obey(String[] order) throws Exception {
    return switch (order[0]) {
      case "acquire" -> {
        lease = coordination.lock(order[1]).acquire();
        yield token();
      }
      case "state" -> lease.isHeld() + " " + lease.state() + " " + token();
      case "verify" -> String.valueOf(lease.verify());
      case "release" -> {
        lease.close();
        yield lease.state().name();
      }
      case "register" -> {
        coordination.registry().register(ServiceInstance.builder(order[1]).id(order[2]).build());
        yield "registered";
      }
      case "pause" -> awaitPause(Duration.ofMillis(Long.parseLong(order[1])));
      case "crowd" -> crowd(order[1], Integer.parseInt(order[2]));
      case "try" -> attempt(order[1], Duration.ofMillis(Long.parseLong(order[2])));
      case "clock" -> String.valueOf(System.currentTimeMillis());
      default -> throw new IllegalArgumentException(String.join(" ", order));
    };
  }

  /** Tries to acquire; how long that took in ms, and whether it was granted. */
  private String attempt(String name, Duration longest) throws InterruptedException {
    System.out.println("trying");
    long start = System.nanoTime();
    boolean granted = coordination.lock(name).tryAcquire(longest).isPresent();
    return Duration.ofNanos(System.nanoTime() - start).toMillis() + " " + granted;
  }

  private String token() {
    return String.valueOf(lease.fencingToken());
  }

  /** Asks without a break whether the lease is held; the first answer after such a pause. */
  private String awaitPause(Duration shortest) {
    System.out.println("watching");
    long before = System.nanoTime();
    while (true) {
      lease.isHeld();
      long now = System.nanoTime();
      if (now - before > shortest.toNanos()) {
        // The pause may have been after the last answer was made: only the next one is sure.
        return String.valueOf(lease.isHeld());
      }
      before = now;
    }
  }

  /** Has threads wait for a lock, and be granted it once each: when, and with which tokens. */
  private String crowd(String name, int threads) {
    List<String> grants = new ArrayList<>(); // guarded by itself
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          CompletableFuture.runAsync(() -> once(name, grants), task -> new Thread(task).start()));
    }
    all.forEach(CompletableFuture::join);
    return String.join(" ", grants);
  }

  private void once(String name, List<String> grants) {
    try (Lease granted = coordination.lock(name).acquire()) {
      synchronized (grants) {
        grants.add(System.nanoTime() + ":" + granted.fencingToken());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
