package io.coord.curator.simulation.differential;

import io.coord.curator.internal.zookeeper.session.Replies;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.WatchEvent;
import io.coord.curator.simulation.ensemble.WatchMode;
import io.coord.curator.simulation.ensemble.ZnodeStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** A session at a real server. All that it is told goes into its journal. */
final class RealSession {

  private static final long PATIENCE_NANOS = Duration.ofSeconds(120).toNanos();

  private final Journal journal;
  private final List<Watcher> watchers = new ArrayList<>();
  private final ZooKeeper handle;
  private final Object monitor = new Object();
  private int unanswered; // guarded by monitor
  private KeeperState state = KeeperState.Disconnected; // guarded by monitor

  RealSession(Journal journal, String connectString, int timeoutMillis) {
    this.journal = journal;
    for (int i = 0; i < 3; i++) {
      String name = "w" + i;
      watchers.add(event -> journal.told(name, event(event)));
    }
    try {
      this.handle = new ZooKeeper(connectString, timeoutMillis, this::onEvent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long id() {
    return handle.getSessionId();
  }

  private void onEvent(WatchedEvent event) {
    journal.told("default", event(event));
    synchronized (monitor) {
      state = event.getState();
      monitor.notifyAll();
    }
  }

  private static WatchEvent event(WatchedEvent event) {
    return new WatchEvent(event.getType(), event.getState(), event.getPath(), event.getZxid());
  }

  void awaitState(KeeperState awaited) {
    await(() -> state == awaited, "state " + awaited);
  }

  boolean isConnected() {
    return handle.getState().isConnected();
  }

  /** All that was asked is answered. */
  void settle() {
    await(() -> unanswered == 0, "answers");
  }

  private void await(BooleanSupplier condition, String what) {
    long begin = System.nanoTime();
    synchronized (monitor) {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new AssertionError("no " + what + " in " + handle);
        }
        try {
          monitor.wait(1000);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Ends the session, and the client a tenth of a second later. */
  void close() {
    journal.close();
    try {
      handle.close();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void endJournal() {
    journal.close();
  }

  /** All events have come that were sent before. */
  void flush() {
    synchronized (monitor) {
      unanswered++;
    }
    handle.exists("/", false, (rc, path, context, stat) -> answered(), null);
    settle();
  }

  private void answered() {
    synchronized (monitor) {
      unanswered--;
      monitor.notifyAll();
    }
  }

  private void answered(Request request, Reply reply) {
    journal.answered(request, reply);
    answered();
  }

  private static Reply reply(int rc) {
    return new Reply(Replies.code(rc), 0, null, null, null, List.of(), List.of());
  }

  private static Reply reply(
      int rc, String path, Stat stat, byte[] data, List<String> names, List<Reply> results) {
    return new Reply(
        Replies.code(rc),
        0,
        path,
        stat == null ? null : stat(stat),
        data,
        names == null ? List.of() : names,
        results);
  }

  private static ZnodeStat stat(Stat stat) {
    return new ZnodeStat(
        stat.getCzxid(),
        stat.getMzxid(),
        stat.getPzxid(),
        stat.getCtime(),
        stat.getMtime(),
        stat.getVersion(),
        stat.getCversion(),
        stat.getEphemeralOwner(),
        stat.getDataLength(),
        stat.getNumChildren());
  }

  void ask(Request request, int number) {
    Watcher watcher = Ledger.watches(request) ? watchers.get(number) : null;
    synchronized (monitor) {
      unanswered++;
    }
    if (request instanceof Request.Create create) {
      handle.create(
          create.path(),
          create.data(),
          Ids.OPEN_ACL_UNSAFE,
          create.mode(),
          (rc, path, context, name, stat) ->
              answered(request, reply(rc, name, stat, null, null, List.of())),
          null);
    } else if (request instanceof Request.Delete delete) {
      handle.delete(
          delete.path(),
          delete.version(),
          (rc, path, context) -> answered(request, reply(rc)),
          null);
    } else if (request instanceof Request.SetData set) {
      handle.setData(
          set.path(),
          set.data(),
          set.version(),
          (rc, path, context, stat) ->
              answered(request, reply(rc, null, stat, null, null, List.of())),
          null);
    } else if (request instanceof Request.Exists exists) {
      handle.exists(
          exists.path(),
          watcher,
          (rc, path, context, stat) ->
              answered(request, reply(rc, null, stat, null, null, List.of())),
          null);
    } else if (request instanceof Request.GetData get) {
      handle.getData(
          get.path(),
          watcher,
          (rc, path, context, data, stat) ->
              answered(request, reply(rc, null, stat, data, null, List.of())),
          null);
    } else if (request instanceof Request.GetChildren list) {
      handle.getChildren(
          list.path(),
          watcher,
          (rc, path, context, names, stat) ->
              answered(request, reply(rc, null, stat, null, names, List.of())),
          null);
    } else if (request instanceof Request.GetEphemerals) {
      handle.getEphemerals(
          (rc, context, names) -> answered(request, reply(rc, null, null, null, names, List.of())),
          null);
    } else if (request instanceof Request.Multi multi) {
      multi(request, multi.writes().stream().map(RealSession::op).toList());
    } else if (request instanceof Request.MultiRead multi) {
      multi(request, multi.reads().stream().map(RealSession::op).toList());
    } else if (request instanceof Request.AddWatch add) {
      handle.addWatch(
          add.path(),
          watcher,
          add.mode() == WatchMode.RECURSIVE
              ? AddWatchMode.PERSISTENT_RECURSIVE
              : AddWatchMode.PERSISTENT,
          (rc, path, context) -> answered(request, reply(rc)),
          null);
    } else if (request instanceof Request.CheckWatches check) {
      handle.removeWatches(
          check.path(),
          watcher,
          check.type(),
          false,
          (rc, path, context) -> answered(request, reply(rc)),
          null);
    } else if (request instanceof Request.RemoveWatches remove) {
      handle.removeAllWatches(
          remove.path(),
          remove.type(),
          false,
          (rc, path, context) -> answered(request, reply(rc)),
          null);
    } else if (request instanceof Request.Sync sync) {
      handle.sync(sync.path(), (rc, path, context) -> answered(request, reply(rc)), null);
    } else {
      throw new IllegalArgumentException("not asked by clients: " + request);
    }
  }

  private void multi(Request request, List<Op> ops) {
    handle.multi(
        ops,
        (rc, path, context, results) ->
            answered(
                request,
                reply(
                    rc,
                    null,
                    null,
                    null,
                    null,
                    results == null
                        ? List.of()
                        : results.stream().map(RealSession::result).toList())),
        null);
  }

  private static Op op(Request part) {
    if (part instanceof Request.Create create) {
      return Op.create(create.path(), create.data(), Ids.OPEN_ACL_UNSAFE, create.mode());
    } else if (part instanceof Request.Delete delete) {
      return Op.delete(delete.path(), delete.version());
    } else if (part instanceof Request.SetData set) {
      return Op.setData(set.path(), set.data(), set.version());
    } else if (part instanceof Request.Check check) {
      return Op.check(check.path(), check.version());
    } else if (part instanceof Request.GetData get) {
      return Op.getData(get.path());
    }
    return Op.getChildren(((Request.GetChildren) part).path());
  }

  private static Reply result(OpResult result) {
    if (result instanceof OpResult.ErrorResult error) {
      return reply(error.getErr());
    } else if (result instanceof OpResult.CreateResult create) {
      return reply(0, create.getPath(), null, null, null, List.of());
    } else if (result instanceof OpResult.SetDataResult set) {
      return reply(0, null, set.getStat(), null, null, List.of());
    } else if (result instanceof OpResult.GetDataResult get) {
      return reply(0, null, get.getStat(), get.getData(), null, List.of());
    } else if (result instanceof OpResult.GetChildrenResult list) {
      return reply(0, null, null, null, list.getChildren(), List.of());
    }
    return reply(0);
  }
}
