package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.registry.Answer;
import io.coord.curator.internal.engine.registry.InstancePort;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.WatcherType;

/** One instance's node by a simulated client, as {@code InstanceNode} has it by a real one. */
final class SimulatedInstance implements InstancePort {

  private static final int MOST_VERSIONS = 8;
  private static final int MOST_STEPS = 10;
  private static final byte[] NOTHING = {};

  private final SimulatedCoordination coordination;
  private final SimulatedInstances instances;
  private final String path;
  private final SimulatedWatcher watcher;
  private SimulatedClient watchedBy; // null if none is left

  SimulatedInstance(
      SimulatedCoordination coordination,
      SimulatedInstances instances,
      String path,
      Executor serial,
      Runnable onChange) {
    this.coordination = coordination;
    this.instances = instances;
    this.path = path;
    this.watcher =
        event -> {
          if (event.path() != null) {
            serial.execute(onChange);
          }
        };
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void create(byte[] payload, Consumer<Answer> then) {
    if (plugInWorks(then)) {
      instances.create(path, payload, then);
    }
  }

  @Override
  public void createParents(Consumer<Answer> then) {
    if (plugInWorks(then)) {
      send(then, client -> createParent(client, parent(path), MOST_STEPS, then));
    }
  }

  /** The lowest first, and those above only if they are missing. */
  private void createParent(
      SimulatedClient client, String parent, int steps, Consumer<Answer> then) {
    coordination.request(
        client,
        new Request.Create(parent, NOTHING, CreateMode.CONTAINER),
        reply -> {
          boolean isThere = reply.code() == ReplyCode.OK || reply.code() == ReplyCode.NODEEXISTS;
          String next = isThere ? below(parent) : parent(parent);
          if (isThere && next.equals(path)) {
            then.accept(SimulatedInstances.answer(client, ReplyCode.OK, null));
          } else if ((isThere || reply.code() == ReplyCode.NONODE)
              && !next.isEmpty()
              && steps > 0) {
            createParent(client, next, steps - 1, then);
          } else {
            ReplyCode code = isThere ? ReplyCode.NONODE : reply.code();
            then.accept(SimulatedInstances.answer(client, code, null));
          }
        });
  }

  private static String parent(String of) {
    return of.substring(0, of.lastIndexOf('/'));
  }

  /** The next node on the way from there to ours. */
  private String below(String parent) {
    int end = path.indexOf('/', parent.length() + 1);
    return end < 0 ? path : path.substring(0, end);
  }

  @Override
  public void look(boolean latest, Consumer<Answer> then) {
    send(
        then,
        client -> {
          if (latest) {
            coordination.request(
                client, new Request.Multi(List.of(new Request.Check(path, -1))), reply -> {});
          }
          watchedBy = client;
          coordination.request(
              client,
              new Request.Exists(path, true),
              watcher,
              reply -> then.accept(SimulatedInstances.answer(client, reply.code(), reply.stat())));
        });
  }

  @Override
  public void watchHasFired() {
    watchedBy = null;
  }

  @Override
  public void unwatch() {
    if (watchedBy != null) {
      unwatch(watchedBy);
    }
  }

  /** Again and again while that can help. */
  private void unwatch(SimulatedClient client) {
    coordination.request(
        client,
        new Request.CheckWatches(path, WatcherType.Any),
        watcher,
        reply -> {
          if (reply.code().isTransient() && client.isAlive()) {
            coordination.later(
                () ->
                    coordination.onceConnected(
                        coordination.threads().callbacks(), () -> unwatch(client)));
          }
        });
  }

  @Override
  public void write(byte[] payload, int version, Consumer<Answer> then) {
    if (plugInWorks(then)) {
      send(then, client -> send(client, new Request.SetData(path, payload, version), then));
    }
  }

  @Override
  public void delete(int version, Consumer<Answer> then) {
    send(then, client -> send(client, new Request.Delete(path, version), then));
  }

  private void send(SimulatedClient client, Request request, Consumer<Answer> then) {
    coordination.request(
        client,
        request,
        reply -> then.accept(SimulatedInstances.answer(client, reply.code(), reply.stat())));
  }

  /** Ours ends at a version that the old one never had, as {@code NodeOps} does it. */
  @Override
  public void replace(int version, byte[] payload, Consumer<Answer> then) {
    List<Request.Write> writes = new ArrayList<>();
    writes.add(new Request.Delete(path, version));
    writes.add(new Request.Create(path, payload, CreateMode.EPHEMERAL));
    if (!plugInWorks(then)) {
      return;
    }
    int count = version < MOST_VERSIONS ? version + 1 : 1;
    for (int at = 0; at < count; at++) {
      writes.add(new Request.SetData(path, at == count - 1 ? payload : NOTHING, at));
    }
    send(
        then,
        client ->
            coordination.request(
                client,
                new Request.Multi(writes),
                reply ->
                    then.accept(
                        SimulatedInstances.answer(
                            client, reply.code(), SimulatedInstances.lastWrite(reply)))));
  }

  /** An Error is the answer; or it is thrown, which comes to the same. */
  private boolean plugInWorks(Consumer<Answer> then) {
    Error failure = coordination.callPlugIn();
    if (failure != null && coordination.threads().random().nextBoolean()) {
      throw failure;
    } else if (failure != null) {
      then.accept(Answer.refused(failure));
    }
    return failure == null;
  }

  private void send(Consumer<Answer> then, Consumer<SimulatedClient> request) {
    if (coordination.failsNow()) {
      then.accept(SimulatedInstances.answer(coordination.client(), ReplyCode.SYSTEMERROR, null));
    } else if (coordination.canSend()) {
      request.accept(coordination.client());
    } else {
      then.accept(Answer.notSent(ReplyCode.CONNECTIONLOSS));
    }
  }
}
