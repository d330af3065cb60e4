package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The engines' handle over a simulated client. */
record SimulatedHandle(SimulatedClient client) implements Handle {

  static final int JUTE_MAX_BUFFER = 0xfffff;

  @Override
  public long sessionId() {
    return client.sessionId();
  }

  @Override
  public boolean isAlive() {
    return client.isAlive();
  }

  @Override
  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public long timeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(client.timeoutMillis());
  }

  @Override
  public int juteMaxBuffer() {
    return JUTE_MAX_BUFFER;
  }

  @Override
  public void checkAll(List<String> paths, Consumer<ReplyCode> then) {
    List<Request.Write> checks =
        paths.stream().<Request.Write>map(path -> new Request.Check(path, -1)).toList();
    client.request(new Request.Multi(checks), reply -> then.accept(reply.code()));
  }

  @Override
  public void lookAtAll(List<String> paths, BiConsumer<ReplyCode, List<ReplyCode>> then) {
    List<Request.Read> reads =
        paths.stream().<Request.Read>map(path -> new Request.GetChildren(path, false)).toList();
    client.request(
        new Request.MultiRead(reads),
        reply -> then.accept(reply.code(), reply.results().stream().map(Reply::code).toList()));
  }
}
