package io.coord.curator.bench;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.bench.BenchServer.Traffic;
import io.coord.curator.bench.LogLogChart.Point;
import io.coord.curator.bench.Rounds.Measurement;
import io.coord.curator.bench.Sighting.Kind;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;

/**
 * How long after register() returned a client on another connection has seen the new member, and
 * what each change costs the server. One registrar makes the changes for all peers.
 */
final class JoinBenchmark {

  private static final String NOBODY = "nobody";

  private final BenchServer server;
  private final Report report;
  private final Scale scale;
  private final Map<String, List<Point>> curves = new LinkedHashMap<>();

  JoinBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  /** Returns the medians over the number of members. */
  Map<String, List<Point>> run() throws Exception {
    report.heading("Time until a change is seen");
    report.table(
        "N",
        "view",
        "after the call, p50",
        "to Coord's",
        "after its return, p50",
        "target",
        "p99",
        "join",
        "leave",
        "update");
    try (Coordination registrar = CuratorCoordination.connect(server.connectString())) {
      for (int members : scale.sizes()) {
        try (Crowd crowd = Crowd.of(server.connectString(), "join-" + members, members)) {
          compare(registrar, members);
        }
      }
    }
    report.say("");
    report.say(
        "Milliseconds, of register(). The last three columns: requests / bytes of replies and"
            + " events at the server, for one change.");
    return curves;
  }

  private void compare(Coordination registrar, int members) throws Exception {
    Map<String, Measurement<Changes>> candidates = new LinkedHashMap<>();
    candidates.put(NOBODY, () -> changes(registrar, NOBODY, members));
    candidates.put(ViewPeer.COORD, () -> changes(registrar, ViewPeer.COORD, members));
    ViewPeer.PEERS.forEach(kind -> candidates.put(kind, () -> changes(registrar, kind, members)));
    Map<String, List<Changes>> taken = scale.warmRounds().collect(candidates);
    Changes unseen = taken.remove(NOBODY).get(0);
    Spread ours = called(taken.get(ViewPeer.COORD));
    Spread oursReturned = returned(taken.get(ViewPeer.COORD));
    for (Map.Entry<String, List<Changes>> each : taken.entrySet()) {
      row(members, each.getKey(), each.getValue(), ours, oursReturned, unseen);
    }
  }

  private void row(
      int members,
      String kind,
      List<Changes> rounds,
      Spread ours,
      Spread oursReturned,
      Changes unseen) {
    Spread p50 = called(rounds);
    Changes last = rounds.get(rounds.size() - 1);
    report.row(
        "%,d".formatted(members),
        kind,
        p50.toString(),
        comparison(kind, p50, ours),
        returned(rounds).toString(),
        verdict(kind, returned(rounds), oursReturned),
        spread(rounds, changes -> changes.quantile(changes.sinceReturn, 0.99)).toString(),
        cost(Changes::joins, last, unseen),
        cost(Changes::leaves, last, unseen),
        kind.equals(ViewPeer.TUTORIAL) ? "not seen" : cost(Changes::updates, last, unseen));
    curves.computeIfAbsent(kind, unused -> new ArrayList<>()).add(new Point(members, p50.median()));
  }

  private static String comparison(String kind, Spread theirs, Spread ours) {
    if (kind.equals(ViewPeer.COORD)) {
      return "";
    }
    return Spread.number(theirs.median() / ours.median()) + " ×";
  }

  /** The target: seen no later after register() returned than by CuratorCache. */
  private static String verdict(String kind, Spread theirs, Spread ours) {
    return !kind.equals(ViewPeer.CURATOR_CACHE)
        ? ""
        : ours.median() <= theirs.median() ? "Coord no later: met" : "Coord no later: MISSED";
  }

  private static Spread returned(List<Changes> rounds) {
    return spread(rounds, changes -> changes.quantile(changes.sinceReturn, 0.5));
  }

  private static Spread called(List<Changes> rounds) {
    return spread(rounds, changes -> changes.quantile(changes.sinceCall, 0.5));
  }

  private Changes changes(Coordination registrar, String kind, int members) throws Exception {
    String service = "join-" + members;
    // The tutorial's client reads all members for each change.
    int count = kind.equals(ViewPeer.TUTORIAL) ? scale.changes(members) : scale.changes(0);
    if (kind.equals(NOBODY)) {
      return make(registrar, null, service, count);
    }
    Sighting sighting = new Sighting();
    CuratorFramework client = PeerClient.connect(server.connectString());
    try (ViewPeer view = ViewPeer.of(kind, client, service, sighting)) {
      view.load(members);
      boolean seesUpdates = !kind.equals(ViewPeer.TUTORIAL) && !kind.equals(ViewPeer.SERVICE_CACHE);
      return make(registrar, new Eye(sighting, seesUpdates), service, count);
    }
  }

  private record Eye(Sighting sighting, boolean seesUpdates) {}

  private Changes make(Coordination registrar, Eye eye, String service, int count)
      throws Exception {
    List<Registration> registrations = new ArrayList<>();
    List<Double> sinceCall = new ArrayList<>();
    List<Double> sinceReturn = new ArrayList<>();
    Traffic before = server.traffic();
    for (int i = 0; i < count; i++) {
      ServiceInstance instance = Crowd.member(service, "new-" + i);
      expect(eye, Kind.JOINED, instance.id());
      long called = System.nanoTime();
      registrations.add(registrar.registry().register(instance));
      long returned = System.nanoTime();
      if (eye != null) {
        sinceCall.add((eye.sighting.seenAt() - called) / 1e6);
        sinceReturn.add((eye.sighting.seenAt() - returned) / 1e6);
      }
    }
    Traffic joins = server.traffic().since(before);
    before = server.traffic();
    for (Registration each : registrations) {
      expect(eye, Kind.UPDATED, each.instance().id());
      each.update(now -> ServiceInstance.builder(service).id(now.id()).address("10.9.9.9").build());
      if (eye != null && eye.seesUpdates) {
        eye.sighting.seenAt();
      }
    }
    Traffic updates = server.traffic().since(before);
    before = server.traffic();
    for (Registration each : registrations) {
      expect(eye, Kind.LEFT, each.instance().id());
      each.close();
      if (eye != null) {
        eye.sighting.seenAt();
      }
    }
    Traffic leaves = server.traffic().since(before);
    return new Changes(sorted(sinceCall), sorted(sinceReturn), count, joins, leaves, updates);
  }

  private static List<Double> sorted(List<Double> times) {
    return times.stream().sorted().toList();
  }

  private static void expect(Eye eye, Kind kind, String id) {
    if (eye != null) {
      eye.sighting.expect(kind, id);
    }
  }

  private static Spread spread(List<Changes> rounds, Function<Changes, Double> figure) {
    return Spread.of(rounds.stream().map(figure).toList());
  }

  /** What the view costs, without what the registrar costs anyway; per change. */
  private static String cost(Function<Changes, Traffic> kind, Changes with, Changes without) {
    Traffic seen = kind.apply(with);
    Traffic unseen = kind.apply(without);
    return "%s / %s B"
        .formatted(
            Spread.number(
                (double) seen.requests() / with.count - (double) unseen.requests() / without.count),
            Spread.number(
                (double) seen.bytes() / with.count - (double) unseen.bytes() / without.count));
  }

  /** One round; the times are in milliseconds, sorted. */
  private record Changes(
      List<Double> sinceCall,
      List<Double> sinceReturn,
      int count,
      Traffic joins,
      Traffic leaves,
      Traffic updates) {

    double quantile(List<Double> times, double quantile) {
      return Spread.quantile(times, quantile);
    }
  }
}
