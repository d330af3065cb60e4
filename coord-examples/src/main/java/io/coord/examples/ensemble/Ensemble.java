package io.coord.examples.ensemble;

import io.coord.examples.CheckFailed;
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
 * An ensemble of real servers on this machine, none of which is running at first. Each is a process
 * with its own data and ports; their ids are 1 to n. Not thread-safe.
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

  /** Makes the last server connect to its leader through a relay, as long as it is a follower. */
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

  /** {@return the smallest number that is more than half} */
  int majority() {
    return size() / 2 + 1;
  }

  Peer peer(int id) {
    return peers.get(id - 1);
  }

  /** {@return the connect string for a client that may use any running server} */
  String connectString() {
    return peers.stream()
        .filter(Peer::isRunning)
        .map(Peer::connectString)
        .collect(Collectors.joining(","));
  }

  /**
   * Waits until the servers report the expected state.
   *
   * @param expectation for the message if they do not
   * @throws CheckFailed if they do not in time
   */
  EnsembleState await(String expectation, Predicate<EnsembleState> expected)
      throws InterruptedException {
    return await(expectation, expected, state -> {});
  }

  /** The same, but passes every state seen in the meantime to an observer. */
  EnsembleState await(
      String expectation, Predicate<EnsembleState> expected, Consumer<EnsembleState> observer)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<EnsembleState> state = state();
    while (state.filter(expected).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new CheckFailed(expectation + ", but the state was " + state);
      }
      state.ifPresent(observer);
      // The servers have no notification for this, so it polls.
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      state = state();
    }
    return state.orElseThrow();
  }

  /**
   * Checks that the servers report the expected state during all of this time.
   *
   * @throws CheckFailed if they do not
   */
  void check(String expectation, Predicate<EnsembleState> expected, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    do {
      EnsembleState state = await(expectation, any -> true);
      if (!expected.test(state)) {
        throw new CheckFailed(expectation + ", but the state was " + state);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } while (System.nanoTime() < end);
  }

  @Override
  public void close() {
    peers.forEach(Peer::close);
    directory.close();
  }

  /** {@return the state; empty while a server is starting} */
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
