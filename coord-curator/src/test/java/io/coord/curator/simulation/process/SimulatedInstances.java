package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.registry.Answer;
import io.coord.curator.internal.engine.registry.InstancePort;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.ZnodeStat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;

/**
 * The nodes of one simulated registry. Creations that come while one is under way share the next
 * request, as in {@code BatchCreator}.
 */
final class SimulatedInstances implements InstancePort.Factory {

  /** A node to create. */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  private record Creation(String path, byte[] payload, Consumer<Answer> then) {}

  private final SimulatedCoordination coordination;
  private final Deque<Creation> waiting = new ArrayDeque<>();
  private final SingleFlight flights;

  SimulatedInstances(SimulatedCoordination coordination) {
    this.coordination = coordination;
    this.flights =
        new SingleFlight(
            this::sendNext, coordination.threads().later(coordination.threads().engine()));
  }

  @Override
  public InstancePort open(String path, Executor serial, Runnable onChange) {
    return new SimulatedInstance(coordination, this, path, serial, onChange);
  }

  @Override
  public boolean isIdle() {
    return waiting.isEmpty();
  }

  void create(String path, byte[] payload, Consumer<Answer> then) {
    waiting.add(new Creation(path, payload, then));
    flights.request();
  }

  private CompletionStage<?> sendNext() {
    List<Creation> batch = new ArrayList<>(waiting);
    waiting.clear();
    if (batch.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> ended = new CompletableFuture<>();
    if (coordination.failsNow()) {
      batch.forEach(
          each -> each.then.accept(answer(coordination.client(), ReplyCode.SYSTEMERROR, null)));
      ended.complete(null);
    } else if (!coordination.canSend()) {
      batch.forEach(creation -> creation.then.accept(Answer.notSent(ReplyCode.CONNECTIONLOSS)));
      ended.complete(null);
    } else if (batch.size() == 1) {
      sendAlone(coordination.client(), batch.get(0), () -> ended.complete(null));
    } else {
      sendTogether(coordination.client(), batch, () -> ended.complete(null));
    }
    return ended.thenRunAsync(this::requestIfMoreWaits, coordination.threads().engine());
  }

  private void requestIfMoreWaits() {
    if (!isIdle()) {
      flights.request();
    }
  }

  private void sendAlone(SimulatedClient client, Creation creation, Runnable ended) {
    coordination.request(
        client,
        toCreate(creation),
        reply -> {
          creation.then.accept(answer(client, reply.code(), reply.stat()));
          ended.run();
        });
  }

  private void sendTogether(SimulatedClient client, List<Creation> batch, Runnable ended) {
    List<Request.Write> writes = new ArrayList<>();
    batch.forEach(creation -> writes.add(toCreate(creation)));
    Creation last = batch.get(batch.size() - 1);
    writes.add(new Request.SetData(last.path, last.payload, 0));
    coordination.request(
        client,
        new Request.Multi(writes),
        reply -> {
          onTogether(client, batch, reply);
          ended.run();
        });
  }

  private void onTogether(SimulatedClient client, List<Creation> batch, Reply reply) {
    if (reply.code() == ReplyCode.OK) {
      for (int i = 0; i < batch.size() - 1; i++) {
        ZnodeStat created = reply.results().get(i).stat();
        batch.get(i).then.accept(answer(client, ReplyCode.OK, created));
      }
      batch.get(batch.size() - 1).then.accept(answer(client, ReplyCode.OK, lastWrite(reply)));
    } else if (reply.code().isTransient()) {
      batch.forEach(creation -> creation.then.accept(answer(client, reply.code(), null)));
    } else {
      batch.forEach(creation -> sendAlone(client, creation, () -> {}));
    }
  }

  private static Request.Create toCreate(Creation creation) {
    return new Request.Create(creation.path, creation.payload, CreateMode.EPHEMERAL);
  }

  /** The stat after a transaction that ends in a write; null if it failed. */
  static ZnodeStat lastWrite(Reply reply) {
    return reply.code() == ReplyCode.OK
        ? reply.results().get(reply.results().size() - 1).stat()
        : null;
  }

  static Answer answer(SimulatedClient client, ReplyCode code, ZnodeStat stat) {
    return Answer.of(code, stat == null ? null : stat.toNodeStat(), client.sessionId());
  }
}
