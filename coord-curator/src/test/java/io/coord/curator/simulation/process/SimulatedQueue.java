package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.LockPath;
import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.WatcherType;

/** One lock's queue by one simulated client. */
final class SimulatedQueue implements QueuePort {

  private final SimulatedQueues queues;
  private final SimulatedClient client;
  private final LockPath lock;
  private final String parent;

  SimulatedQueue(SimulatedQueues queues, SimulatedClient client, LockPath lock) {
    this.queues = queues;
    this.client = client;
    this.lock = lock;
    this.parent = lock.path();
  }

  @Override
  public Handle handle() {
    return new SimulatedHandle(client);
  }

  @Override
  public String path() {
    return parent;
  }

  @Override
  public byte[] create(String mark, String name, byte[] data, CreateCallback then)
      throws PlugInException {
    if (queues.session().process().plugInFails()) {
      throw new PlugInException(new NoClassDefFoundError("a plug-in"));
    }
    client.request(
        new Request.Create(child(mark + name), data, CreateMode.EPHEMERAL_SEQUENTIAL),
        reply ->
            then.onCreated(
                reply.code(), reply.path() == null ? null : name(reply.path()), stat(reply)));
    return data;
  }

  @Override
  public void list(Watch watch, BiConsumer<ReplyCode, List<String>> then) {
    client.request(
        new Request.GetChildren(parent, watch != null),
        watch == null ? null : new QueueWatcher(watch),
        reply -> {
          lock.length().onList(reply.code());
          then.accept(reply.code(), reply.names());
        });
  }

  @Override
  public void listOwn(BiConsumer<ReplyCode, List<String>> then) {
    client.request(
        new Request.GetEphemerals(),
        reply ->
            then.accept(reply.code(), reply.names().stream().map(SimulatedQueue::name).toList()));
  }

  @Override
  public void sync(Consumer<ReplyCode> then) {
    client.request(
        new Request.Multi(List.of(new Request.Check(parent, -1))),
        reply -> then.accept(reply.code() == ReplyCode.NONODE ? ReplyCode.OK : reply.code()));
  }

  @Override
  public void look(String name, BiConsumer<ReplyCode, NodeStat> then) {
    client.request(
        new Request.Exists(child(name), false), reply -> then.accept(reply.code(), stat(reply)));
  }

  @Override
  public CompletableFuture<Label> readLabel(String name) {
    CompletableFuture<Label> label = new CompletableFuture<>();
    client.request(
        new Request.GetData(child(name), false),
        reply -> {
          if (reply.code() == ReplyCode.OK || reply.code() == ReplyCode.NONODE) {
            label.complete(new Label(reply.data(), stat(reply)));
          } else {
            label.completeExceptionally(new ReplyException(reply.code(), child(name)));
          }
        });
    return label;
  }

  @Override
  public void write(String name, byte[] data, BiConsumer<ReplyCode, NodeStat> then) {
    client.request(
        new Request.SetData(child(name), data, -1),
        reply -> then.accept(reply.code(), stat(reply)));
  }

  @Override
  public void watch(String name, Watch watch, Consumer<ReplyCode> then) {
    client.request(
        new Request.GetData(child(name), true),
        new QueueWatcher(watch),
        reply -> then.accept(reply.code()));
  }

  @Override
  public void unwatch(String name, Watch watch) {
    client.request(
        new Request.CheckWatches(child(name), WatcherType.Data),
        new QueueWatcher(watch),
        reply -> {
          if (reply.code().isTransient() && client.isAlive()) {
            queues.later(() -> unwatch(name, watch));
          }
        });
  }

  @Override
  public boolean again(ReplyCode code, Runnable step) {
    boolean canHelp = code.isTransient() && client.isAlive();
    if (canHelp) {
      queues.later(() -> stepIfConnected(step));
    }
    return canHelp;
  }

  private void stepIfConnected(Runnable step) {
    if (client.isConnected() || !client.isAlive()) {
      queues.session().threads().callbacks().execute(step);
    } else {
      queues.later(() -> stepIfConnected(step));
    }
  }

  private String child(String name) {
    return parent + "/" + name;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static NodeStat stat(Reply reply) {
    return reply.stat() == null ? null : reply.stat().toNodeStat();
  }
}
