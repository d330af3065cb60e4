package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.Stats;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.LivingHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue without a server, which answers at once on the calling thread. Its server may lag: it
 * shows what is new only after a sync.
 */
class SimulatedQueue implements QueuePort, QueuePort.Factory {

  static final long SESSION = 17;

  private final Handle handle = new LivingHandle(SESSION);
  private final List<String> leader = new ArrayList<>();
  private List<String> shown = new ArrayList<>();
  private int sequence;

  final List<String> deleted = new ArrayList<>();
  final List<MutexSteps> mutexes = new ArrayList<>();
  @Nullable String contender; // that was created last
  @Nullable Watch watch;
  boolean lags;
  boolean losesReplyToCreate;
  int failingLists; // so many from now on throw
  int failingDeletes; // likewise
  @Nullable Runnable again; // to be run when the connection is back
  Runnable onUnwatch = () -> {};

  /** Another process puts a contender into the queue. */
  String add(String name) {
    String contender = "%s%010d".formatted(name, sequence++);
    leader.add(contender);
    if (!lags) {
      shown = new ArrayList<>(leader);
    }
    return contender;
  }

  /** The process that has put it there takes it away. */
  void remove(String contender) {
    leader.remove(contender);
    shown.remove(contender);
  }

  /** The server that is asked has shown it as gone, and shows it again. */
  void restore(String contender) {
    leader.add(contender);
    shown.add(contender);
  }

  @Override
  public QueuePort open(LockPath lock) {
    return this;
  }

  @Override
  public void runMutex(LockPath lock, byte[] label, MutexSteps steps) {
    mutexes.add(steps);
  }

  @Override
  public void later(Runnable task) {
    CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run).execute(task);
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean takesWrites() {
    return true;
  }

  @Override
  public void delete(String path, Consumer<ReplyCode> then) {
    if (failingDeletes > 0) {
      failingDeletes--;
      throw new OutOfMemoryError("for the test");
    }
    deleted.add(path);
    then.accept(ReplyCode.OK);
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public String path() {
    return "/locks/orders";
  }

  @Override
  public byte[] create(String mark, String name, byte[] data, CreateCallback then) {
    contender = add(mark + name);
    if (losesReplyToCreate) {
      then.onCreated(ReplyCode.CONNECTIONLOSS, null, null);
    } else {
      then.onCreated(ReplyCode.OK, contender, stat());
    }
    return data;
  }

  private static NodeStat stat() {
    return Stats.ephemeral(1, 1, 0, SESSION);
  }

  @Override
  public void list(@Nullable Watch onList, BiConsumer<ReplyCode, List<String>> then) {
    if (failingLists > 0) {
      failingLists--;
      throw new StackOverflowError("for the test");
    }
    then.accept(ReplyCode.OK, List.copyOf(shown));
  }

  @Override
  public void listOwn(BiConsumer<ReplyCode, List<String>> then) {
    then.accept(ReplyCode.OK, List.copyOf(shown));
  }

  @Override
  public void sync(Consumer<ReplyCode> then) {
    shown = new ArrayList<>(leader);
    then.accept(ReplyCode.OK);
  }

  @Override
  public void look(String name, BiConsumer<ReplyCode, @Nullable NodeStat> then) {
    boolean there = shown.contains(name);
    then.accept(there ? ReplyCode.OK : ReplyCode.NONODE, there ? stat() : null);
  }

  @Override
  public CompletableFuture<Label> readLabel(String name) {
    return CompletableFuture.completedFuture(new Label(new byte[0], stat()));
  }

  @Override
  public void write(String name, byte[] data, BiConsumer<ReplyCode, @Nullable NodeStat> then) {
    then.accept(ReplyCode.OK, stat());
  }

  @Override
  public void watch(String name, Watch set, Consumer<ReplyCode> then) {
    watch = set;
    then.accept(ReplyCode.OK);
  }

  @Override
  public void unwatch(String name, Watch set) {
    onUnwatch.run();
    watch = null;
  }

  @Override
  public boolean again(ReplyCode code, Runnable step) {
    again = step;
    return code.isTransient();
  }
}
