package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.ZnodeStat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One service's node by a simulated client, as {@code ServiceNode} has it by a real one. */
final class SimulatedService implements MembershipPort {

  private static final byte[] NOTHING = {};

  private final SimulatedCoordination coordination;
  private final SimulatedServices services;
  private final String path;
  private Supplier<Runnable> loads = () -> () -> {};

  SimulatedService(SimulatedCoordination coordination, SimulatedServices services, String path) {
    this.coordination = coordination;
    this.services = services;
    this.path = path;
  }

  /** Asks the observer whenever the children are to be listed; and runs that once they are. */
  void observeLoads(Supplier<Runnable> observer) {
    loads = observer;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void list(Executor serial, ListReply then) {
    if (!coordination.canSend()) {
      serial.execute(() -> then.onList(ReplyCode.CONNECTIONLOSS, List.of(), null));
      return;
    }
    if (coordination.failsNow()) {
      serial.execute(() -> then.onList(ReplyCode.SYSTEMERROR, List.of(), null));
      return;
    }
    SimulatedClient client = coordination.client();
    Runnable loaded = loads.get();
    ReplyCode[] caughtUp = sync(client);
    coordination.request(
        client,
        new Request.GetChildren(path, false),
        reply -> {
          ReplyCode code = caughtUp[0] == ReplyCode.OK ? reply.code() : caughtUp[0];
          if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
            loaded.run();
          }
          serial.execute(() -> then.onList(code, reply.names(), stat(reply.stat())));
        });
  }

  @Override
  public void read(List<String> names, Executor serial, ReadReply then) {
    if (!coordination.canSend()) {
      serial.execute(() -> then.onRead(ReplyCode.CONNECTIONLOSS, List.of()));
    } else if (coordination.failsNow()) {
      serial.execute(() -> then.onRead(ReplyCode.SYSTEMERROR, List.of()));
    } else if (names.size() == 1) {
      readOne(coordination.client(), names.get(0), serial, then);
    } else {
      readMany(coordination.client(), names, serial, then);
    }
  }

  @Override
  public void readLatest(String name, Executor serial, ReadReply then) {
    if (!coordination.canSend()) {
      serial.execute(() -> then.onRead(ReplyCode.CONNECTIONLOSS, List.of()));
      return;
    }
    SimulatedClient client = coordination.client();
    ReplyCode[] caughtUp = sync(client);
    readOne(
        client,
        name,
        serial,
        (code, children) -> {
          boolean latest = caughtUp[0] == ReplyCode.OK;
          then.onRead(latest ? code : caughtUp[0], latest ? children : List.of());
        });
  }

  /** What will be answered; connection loss until then. */
  private ReplyCode[] sync(SimulatedClient client) {
    ReplyCode[] caughtUp = {ReplyCode.CONNECTIONLOSS};
    coordination.request(client, new Request.Sync(path), reply -> caughtUp[0] = reply.code());
    return caughtUp;
  }

  private void readOne(SimulatedClient client, String name, Executor serial, ReadReply then) {
    coordination.request(
        client,
        new Request.GetData(path + "/" + name, false),
        reply -> {
          boolean ofNode = reply.code() == ReplyCode.OK || reply.code() == ReplyCode.NONODE;
          List<Child> children = ofNode ? List.of(child(name, reply)) : List.of();
          serial.execute(() -> then.onRead(ofNode ? ReplyCode.OK : reply.code(), children));
        });
  }

  private void readMany(
      SimulatedClient client, List<String> names, Executor serial, ReadReply then) {
    List<Request.Read> reads =
        names.stream()
            .<Request.Read>map(name -> new Request.GetData(path + "/" + name, false))
            .toList();
    coordination.request(
        client,
        new Request.MultiRead(reads),
        reply -> serial.execute(() -> onMany(names, reply, then)));
  }

  private static void onMany(List<String> names, Reply reply, ReadReply then) {
    if (reply.results().size() != names.size()) {
      then.onRead(
          reply.code() == ReplyCode.OK ? ReplyCode.MARSHALLINGERROR : reply.code(), List.of());
      return;
    }
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      children.add(child(names.get(i), reply.results().get(i)));
    }
    then.onRead(ReplyCode.OK, children);
  }

  private static Child child(String name, Reply reply) {
    boolean ok = reply.code() == ReplyCode.OK;
    return new Child(
        name,
        reply.code(),
        ok ? stat(reply.stat()) : null,
        ok && reply.data() != null ? reply.data() : NOTHING);
  }

  static NodeStat stat(ZnodeStat stat) {
    return stat == null ? null : stat.toNodeStat();
  }

  @Override
  public Watch watch(Executor serial, Reports reports) {
    return new SimulatedCache(coordination, services, path, serial, reports);
  }
}
