package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.Stats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A node whose children the test makes: replies and reports come at once. */
final class SimulatedNode implements MembershipPort {

  private record Version(NodeStat stat, byte[] data) {}

  private final Object monitor = new Object();
  private final Map<String, Version> children = new TreeMap<>(); // guarded by monitor
  private final List<Watching> watches = new ArrayList<>(); // guarded by monitor
  private long zxid = 1; // guarded by monitor
  private int reads; // guarded by monitor

  /** Creates a child, and reports it. */
  void create(String name, byte[] data) {
    synchronized (monitor) {
      zxid++;
      Version version = new Version(new NodeStat(zxid, zxid, zxid, 0, 0, 0, 0, 0), data);
      children.put(name, version);
      watches.forEach(each -> each.report(to -> to.onChild(name, version.stat, data)));
    }
  }

  /** Reports a child that was created first of all and is gone, as if the report had waited. */
  void reportLate(String name, byte[] data) {
    synchronized (monitor) {
      NodeStat stat = new NodeStat(1, 1, 1, 0, 0, 0, 0, 0);
      watches.forEach(each -> each.report(to -> to.onChild(name, stat, data)));
    }
  }

  int reads() {
    synchronized (monitor) {
      return reads;
    }
  }

  @Override
  public String path() {
    return "/services/simulated";
  }

  @Override
  public void list(Executor serial, ListReply then) {
    synchronized (monitor) {
      List<String> names = List.copyOf(children.keySet());
      NodeStat parent = new NodeStat(1, 1, zxid, 0, 0, 0, 0, names.size());
      serial.execute(() -> then.onList(ReplyCode.OK, names, parent));
    }
  }

  @Override
  public void read(List<String> names, Executor serial, ReadReply then) {
    synchronized (monitor) {
      reads++;
      List<Child> found = names.stream().map(this::child).toList();
      serial.execute(() -> then.onRead(ReplyCode.OK, found));
    }
  }

  @Override
  public void readLatest(String name, Executor serial, ReadReply then) {
    read(List.of(name), serial, then);
  }

  private Child child(String name) {
    Version version = children.get(name);
    return version == null
        ? new Child(name, ReplyCode.NONODE, null, new byte[0])
        : new Child(name, ReplyCode.OK, version.stat, version.data);
  }

  @Override
  public Watch watch(Executor serial, Reports reports) {
    return new Watching(serial, reports);
  }

  private final class Watching implements Watch {
    private final Executor serial;
    private final Reports reports;

    Watching(Executor serial, Reports reports) {
      this.serial = serial;
      this.reports = reports;
    }

    void report(Consumer<Reports> news) {
      serial.execute(() -> news.accept(reports));
    }

    @Override
    public void start() {
      synchronized (monitor) {
        watches.add(this);
        report(to -> to.onRoot(Stats.parent(children.size())));
      }
    }

    @Override
    public void close() {
      synchronized (monitor) {
        watches.remove(this);
      }
    }
  }
}
