package io.coord.curator.internal.zookeeper.client;

import io.coord.UnavailableException;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.zookeeper.client.ServerProbe.Finding;
import io.coord.curator.internal.zookeeper.session.Connection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Finds out why there is no session. ZooKeeper's client only logs what went wrong (hazard C21), so
 * this briefly probes each server again, on a thread of its own.
 */
final class ConnectFailure {

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_LOOK = Duration.ofMillis(250);

  private final Connection connection;
  private final String servers;
  private final Duration waited;
  private final Duration look;

  ConnectFailure(Connection connection, String servers, Duration waited) {
    this.connection = connection;
    this.servers = servers;
    this.waited = waited;
    this.look = look(waited.dividedBy(4));
  }

  private static Duration look(Duration wish) {
    if (wish.compareTo(SHORTEST_LOOK) < 0) {
      return SHORTEST_LOOK;
    }
    return wish.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : wish;
  }

  /** Whether no handle could be created, because a class is missing or a setting is unusable. */
  static boolean isOfHandle(UnavailableException failure) {
    return failure.getCause() != null && !(failure.getCause() instanceof KeeperException);
  }

  /** {@return the exception with the reason} Takes at most a second. */
  UnavailableException explain() throws InterruptedException {
    Deadline deadline = Deadline.after(look);
    ZKClientConfig config;
    try {
      config = config(Deadline.after(look.dividedBy(4)));
    } catch (UnavailableException e) {
      return MissingClass.explain(servers, e);
    }
    Executor workers = connection.threads().workers();
    ServerProbe probe = new ServerProbe(config, look.dividedBy(2));
    List<InetSocketAddress> addresses = new ConnectStringParser(servers).getServerAddresses();
    List<CompletableFuture<Finding>> looks =
        addresses.stream()
            .map(
                address ->
                    CompletableFuture.supplyAsync(() -> probe.look(address), workers)
                        .exceptionally(Finding::unexpected))
            .toList();
    awaitAll(looks, deadline);
    return exception(
        looks.stream().map(finding -> finding.getNow(Finding.NOT_RESOLVED_IN_TIME)).toList(),
        addresses);
  }

  private UnavailableException exception(
      List<Finding> findings, List<InetSocketAddress> addresses) {
    StringBuilder message =
        new StringBuilder(
            "No ZooKeeper server answered at %s within %s.".formatted(servers, waited));
    for (int i = 0; i < findings.size(); i++) {
      InetSocketAddress address = addresses.get(i);
      message.append(
          " %s:%d %s."
              .formatted(address.getHostString(), address.getPort(), findings.get(i).text()));
    }
    return new UnavailableException(message.toString(), cause(findings));
  }

  /** {@return the first cause, with the others suppressed in it} */
  private static Throwable cause(List<Finding> findings) {
    List<Throwable> causes = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.cause() != null) {
        causes.add(finding.cause());
      }
    }
    if (causes.isEmpty()) {
      return new TimeoutException("no session was established");
    }
    Throwable first = causes.get(0);
    causes.stream().skip(1).filter(cause -> cause != first).forEach(first::addSuppressed);
    return first;
  }

  /**
   * {@return the configuration that the handle uses}
   *
   * @throws UnavailableException if no handle can be created
   */
  private ZKClientConfig config(Deadline deadline) throws InterruptedException {
    try {
      return CompletableFuture.supplyAsync(
              connection::awaitZooKeeper, connection.threads().workers()) // may block (hazard C13)
          .get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)
          .getClientConfig();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnavailableException failure && isOfHandle(failure)) {
        throw failure;
      }
      return new ZKClientConfig();
    } catch (TimeoutException e) {
      return new ZKClientConfig();
    }
  }

  private static void awaitAll(List<? extends CompletableFuture<?>> looks, Deadline deadline)
      throws InterruptedException {
    try {
      CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
          .get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // What is still unknown is reported as unknown.
    }
  }
}
