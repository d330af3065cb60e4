package io.coord.examples.ensemble;

import io.coord.examples.PromiseBroken;
import io.coord.examples.Relay;
import io.coord.examples.TemporaryDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An ensemble of real servers on this machine, none of which runs at first. Each is a process with
 * its own data and ports; the servers have the ids 1 to n. For one thread.
 */
final class Ensemble implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 25;

  private final TemporaryDirectory directory = TemporaryDirectory.create();
  private final List<Peer> peers;

  private Ensemble(int size) {
    FreePorts ports = new FreePorts();
    peers =
        IntStream.rangeClosed(1, size)
            .mapToObj(id -> new Peer(id, ports, directory.path()))
            .toList();
  }

  static Ensemble of(int size) {
    Ensemble ensemble = new Ensemble(size);
    List<String> servers =
        ensemble.peers.stream().map(p -> p.configurationLine(OptionalInt.empty())).toList();
    ensemble.peers.forEach(peer -> peer.install(servers));
    return ensemble;
  }

  /** Has the last server, as long as it is a follower, hear its leader through relays. */
  List<Relay> putLastServerBehindRelays() {
    Peer last = peer(size());
    List<Peer> others = peers.subList(0, size() - 1);
    List<Relay> relays = others.stream().map(peer -> Relay.to(peer.quorumAddress())).toList();
    List<String> servers =
        others.stream()
            .map(p -> p.configurationLine(OptionalInt.of(relays.get(p.id() - 1).port())))
            .collect(Collectors.toList());
    servers.add(last.configurationLine(OptionalInt.empty()));
    last.install(servers);
    return relays;
  }

  int size() {
    return peers.size();
  }

  /** More than half. */
  int majority() {
    return size() / 2 + 1;
  }

  Peer peer(int id) {
    return peers.get(id - 1);
  }

  /** For a client that may use any server that runs. */
  String connectString() {
    return peers.stream()
        .filter(Peer::isRunning)
        .map(Peer::connectString)
        .collect(Collectors.joining(","));
  }

  /**
   * Waits until the servers say what is expected of them.
   *
   * @param expectation for the message if they do not
   * @throws PromiseBroken if they do not
   */
  EnsembleState await(String expectation, Predicate<EnsembleState> expected)
      throws InterruptedException {
    return await(expectation, expected, state -> {});
  }

  /** The same, telling an observer every state that is seen meanwhile. */
  EnsembleState await(
      String expectation, Predicate<EnsembleState> expected, Consumer<EnsembleState> observer)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<EnsembleState> state = state();
    while (state.filter(expected).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new PromiseBroken(expectation + ", but it was not so: " + state);
      }
      state.ifPresent(observer);
      // Servers tell their state only when they are asked, so this asks again and again.
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      state = state();
    }
    return state.orElseThrow();
  }

  /**
   * Looks for that time whether the servers say what is expected of them, and go on saying it.
   *
   * @throws PromiseBroken if they do not
   */
  void check(String expectation, Predicate<EnsembleState> expected, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    do {
      EnsembleState state = await(expectation, any -> true);
      if (!expected.test(state)) {
        throw new PromiseBroken(expectation + ", but it was not so: " + state);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } while (System.nanoTime() < end);
  }

  @Override
  public void close() {
    peers.forEach(Peer::close);
    directory.close();
  }

  /** Empty while a server is starting. */
  private Optional<EnsembleState> state() throws InterruptedException {
    SortedMap<Integer, PeerStatus> up = new TreeMap<>();
    for (Peer peer : peers) {
      if (peer.isRunning()) {
        Optional<PeerStatus> status = peer.status();
        if (status.isEmpty()) {
          return Optional.empty();
        }
        up.put(peer.id(), status.get());
      }
    }
    return Optional.of(new EnsembleState(size(), up));
  }
}
