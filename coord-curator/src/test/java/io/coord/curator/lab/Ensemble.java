package io.coord.curator.lab;

import io.coord.test.internal.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * ZooKeeper servers, each in a process of its own, numbered from 0. Clients reach each of them by a
 * proxy, and each reaches each of the others by proxies of that pair alone; so every way that
 * things go can be broken by itself. Ends with its parent.
 *
 * <p>Sessions live at least two ticks and at most a minute. Thread-safe.
 */
public final class Ensemble implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** The way from one server to another. */
  private record Way(int from, int to) {
    boolean touches(Set<Integer> servers) {
      return servers.contains(from) || servers.contains(to);
    }
  }

  private record Link(TcpProxy quorum, TcpProxy election) {
    static Link to(int quorum, int election) {
      return new Link(TcpProxy.betweenServers(quorum), TcpProxy.betweenServers(election));
    }

    void freeze() {
      quorum.freeze();
      election.freeze();
    }

    void restore() {
      quorum.restore();
      election.restore();
    }
  }

  private final Path directory = Directories.temporary("coord-ensemble");
  private final List<LabServer> servers;
  private final List<TcpProxy> clientProxies;
  private final Map<Way, Link> links = new HashMap<>();
  private final Set<Integer> isolated = new HashSet<>();

  private Ensemble(int size) {
    servers = IntStream.range(0, size).mapToObj(i -> new LabServer(i, directory)).toList();
    clientProxies = servers.stream().map(each -> TcpProxy.to(each.clientPort())).toList();
  }

  /**
   * Servers that serve.
   *
   * @param servers 1, 3 or 5
   * @param tickTime in milliseconds
   * @param syncLimit in ticks: how long a follower that is cut off goes on serving
   */
  public static Ensemble start(int servers, int tickTime, int syncLimit) {
    Ensemble ensemble = new Ensemble(servers);
    try {
      for (int i = 0; i < servers; i++) {
        ensemble.servers.get(i).install(tickTime, syncLimit, ensemble.seenBy(i));
      }
      ensemble.servers.forEach(LabServer::start);
      ensemble.awaitServing();
      return ensemble;
    } catch (RuntimeException | Error e) {
      ensemble.close();
      throw e;
    }
  }

  public int size() {
    return servers.size();
  }

  /** All servers, by way of their proxies. */
  public String connectString() {
    return clientProxies.stream().map(TcpProxy::connectString).collect(Collectors.joining(","));
  }

  /** That server alone, by way of its proxy. */
  public String connectString(int server) {
    return clientProxies.get(server).connectString();
  }

  /** Between clients and that server. */
  public TcpProxy clientProxy(int server) {
    return clientProxies.get(server);
  }

  /** Starts it with the data it has. Does not wait until it serves. */
  public void start(int server) {
    servers.get(server).start();
  }

  /** Lets it shut down; returns once its process has ended. */
  public void stop(int server) {
    servers.get(server).stop();
  }

  /** As {@code kill -9}; returns once its process has ended. */
  public void kill(int server) {
    servers.get(server).kill();
  }

  /** Stops its process where it is; connections stay open. */
  public void pause(int server) {
    servers.get(server).pause();
  }

  /** Lets a paused process go on. */
  public void resume(int server) {
    servers.get(server).resume();
  }

  /** Deletes its data; for a server that is down. */
  public void wipe(int server) {
    servers.get(server).wipe();
  }

  /** Where it keeps its data. */
  public Path data(int server) {
    return servers.get(server).data();
  }

  /** Whether its process runs and is not paused. */
  public boolean isUp(int server) {
    return servers.get(server).isUp();
  }

  /** Its answer to a four-letter word, past all proxies; empty if it gives none. */
  public String ask(int server, String word) {
    return servers.get(server).ask(word);
  }

  /** Nothing gets through between it and the other servers, and nobody is told. */
  public synchronized void isolate(int server) {
    isolated.add(server);
    links.forEach(
        (way, link) -> {
          if (way.touches(Set.of(server))) {
            link.freeze();
          }
        });
  }

  /**
   * What the leader and other servers say to it is held back, so it lags behind: it serves reads of
   * what it knows, until it or the leader gives the other up after {@code syncLimit} ticks.
   */
  public synchronized void holdBack(int server) {
    links.forEach(
        (way, link) -> {
          if (way.from() == server) {
            link.quorum().holdAnswers();
          }
        });
  }

  /** Undoes {@link #isolate} and {@link #holdBack}; what was held back arrives. */
  public synchronized void heal(int server) {
    isolated.remove(server);
    links.forEach(
        (way, link) -> {
          if (way.touches(Set.of(server)) && !way.touches(isolated)) {
            link.restore();
          }
        });
  }

  /** The server that leads or stands alone, -1 if none does. Of two that say so, the newer. */
  public int leader() {
    record Leader(int server, long zxid) {}
    List<Leader> leaders = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      int server = i;
      servers
          .get(i)
          .status()
          .filter(status -> status.mode().equals("leader") || status.mode().equals("standalone"))
          .ifPresent(status -> leaders.add(new Leader(server, status.zxid())));
    }
    return leaders.stream()
        .max(Comparator.comparingLong(Leader::zxid))
        .map(Leader::server)
        .orElse(-1);
  }

  /** The same, as soon as there is one; on a busy machine there may be none for a while. */
  public int awaitLeader() {
    return awaitServer(this::leader);
  }

  /** A server that follows, as soon as there is one. */
  public int awaitFollower() {
    return awaitServer(this::follower);
  }

  private static int awaitServer(Callable<Integer> look) {
    return Awaitility.await("a server")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(look, server -> server >= 0);
  }

  /** A server that follows; -1 if none does. */
  public int follower() {
    return IntStream.range(0, size())
        .filter(i -> servers.get(i).status().filter(s -> s.mode().equals("follower")).isPresent())
        .findFirst()
        .orElse(-1);
  }

  /** Waits until all that run, are not paused and not cut off from the others serve. */
  public void awaitServing() {
    Awaitility.await("servers serve")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              for (int i = 0; i < size(); i++) {
                if (servers.get(i).isUp() && !isIsolated(i) && servers.get(i).status().isEmpty()) {
                  throw new AssertionError(
                      "server %d does not serve: %s".formatted(i, servers.get(i).logged()));
                }
              }
              if (leader() < 0) {
                throw new AssertionError("nobody leads");
              }
            });
  }

  @Override
  public void close() {
    servers.forEach(LabServer::kill);
    clientProxies.forEach(TcpProxy::close);
    synchronized (this) {
      links
          .values()
          .forEach(
              link -> {
                link.quorum().close();
                link.election().close();
              });
    }
    Directories.delete(directory);
  }

  private synchronized boolean isIsolated(int server) {
    return isolated.contains(server);
  }

  /** The ensemble in the configuration of one of its servers. */
  private synchronized List<String> seenBy(int self) {
    List<String> lines = new ArrayList<>();
    if (size() == 1) {
      return lines;
    }
    for (int other = 0; other < size(); other++) {
      LabServer server = servers.get(other);
      int quorum = server.quorumPort();
      int election = server.electionPort();
      if (other != self) {
        Link link = Link.to(quorum, election);
        links.put(new Way(self, other), link);
        quorum = link.quorum().port();
        election = link.election().port();
      }
      lines.add("server.%d=127.0.0.1:%d:%d".formatted(other + 1, quorum, election));
    }
    return lines;
  }
}
