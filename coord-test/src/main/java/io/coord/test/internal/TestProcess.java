package io.coord.test.internal;

import io.coord.Coordination;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A simulated process: a Coordination with a session of its own, behind a link of its own. */
public final class TestProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final ZkServer server;
  private final TcpProxy link;
  private final LeaseTracker leases = new LeaseTracker();
  private final Coordination coordination;
  private volatile boolean reachable = true; // nothing is held back on the link

  /** Connects it. */
  public TestProcess(String name, ZkServer server, Function<String, Coordination> connect) {
    this.name = name;
    this.server = server;
    this.link = TcpProxy.to(server.port());
    try {
      this.coordination = leases.track(connect.apply(link.connectString()));
    } catch (Throwable t) {
      link.close();
      throw t;
    }
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return what the test uses} */
  public Coordination coordination() {
    return coordination;
  }

  /** {@return its leases that are neither released nor lost} */
  public List<LeaseTracker.OpenLease> openLeases() {
    return leases.open();
  }

  /** The server has forgotten its session. */
  public void forgotten() {
    leases.forgetAll();
  }

  /** Holds back everything in both directions. */
  public void freeze() {
    reachable = false;
    link.freeze();
  }

  /** Closes its connections, and every new one. */
  public void cut() {
    reachable = false;
    link.cut();
  }

  /** Forwards again. */
  public void restore() {
    link.restore();
    reachable = true;
  }

  /** Ends its session at the server. */
  public void expire() {
    try {
      // It may be connecting at this moment.
      Map.Entry<Long, byte[]> session =
          Polling.find(reachable ? PATIENCE : Duration.ZERO, this::session)
              .orElseThrow(
                  () -> new IllegalStateException("Process '" + name + "' has no session to end."));
      long unused = Sessions.expire(session.getKey(), session.getValue(), server.connectString());
      leases.forgetAll();
    } catch (IOException e) {
      throw new IllegalStateException("The session of '" + name + "' cannot be ended.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while ending a session.", e);
    }
  }

  private Optional<Map.Entry<Long, byte[]>> session() {
    return link.sessions().entrySet().stream()
        .filter(session -> server.hasSession(session.getKey()))
        .findAny();
  }

  /** Lets it close properly, and takes its link away. */
  @Override
  public void close() {
    restore();
    try {
      coordination.close();
    } finally {
      link.close();
    }
  }
}
