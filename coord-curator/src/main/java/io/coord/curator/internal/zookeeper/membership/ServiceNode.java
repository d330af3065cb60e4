package io.coord.curator.internal.zookeeper.membership;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests about one node and its children, on the raw handle because Curator has no
 * multi-read (hazard M9).
 */
final class ServiceNode implements MembershipPort {

  private static final Log log = Log.of(ServiceNode.class);

  private final Connection connection;
  private final WatchRegistry watches;
  private final String path;

  ServiceNode(Connection connection, WatchRegistry watches, String path) {
    this.connection = connection;
    this.watches = watches;
    this.path = path;
  }

  @Override
  public String path() {
    return path;
  }

  /**
   * Lists the children as of now or later: the server first catches up with its leader, which it
   * may lag far behind (hazard M14). That is one more request but not one more round trip, because
   * a server answers a connection's requests in order. And a handle that loses its connection in
   * between rejects any server that is behind what it has seen.
   */
  @Override
  public void list(Executor serial, ListReply then) {
    AtomicInteger caughtUp = new AtomicInteger(KeeperException.Code.CONNECTIONLOSS.intValue());
    String absolute = connection.absolute(path);
    try {
      ZooKeeper handle = connection.zooKeeper();
      handle.sync(absolute, (rc, p, ctx) -> caughtUp.set(rc), null);
      handle.getChildren(
          absolute,
          false,
          (rc, p, ctx, names, stat) -> {
            ReplyCode code = Replies.code(caughtUp.get() == 0 ? rc : caughtUp.get());
            serial.execute(
                () ->
                    then.onList(code, names == null ? List.of() : names, Replies.statOrNull(stat)));
          },
          null);
    } catch (UnavailableException e) {
      serial.execute(() -> then.onList(ReplyCode.CONNECTIONLOSS, List.of(), null));
    } catch (RuntimeException | Error e) { // of the handle; it may work the next time
      log.warn("{} could not be listed; retrying.", path, e);
      serial.execute(() -> then.onList(ReplyCode.SYSTEMERROR, List.of(), null));
    }
  }

  @Override
  public void read(List<String> names, Executor serial, ReadReply then) {
    send(
        handle -> {
          if (names.size() == 1) {
            readOne(handle, names.get(0), serial, then);
          } else {
            readMany(handle, names, serial, then);
          }
        },
        serial,
        then);
  }

  /** Like {@link #list}, behind a {@code sync}. */
  @Override
  public void readLatest(String name, Executor serial, ReadReply then) {
    AtomicInteger caughtUp = new AtomicInteger(KeeperException.Code.CONNECTIONLOSS.intValue());
    send(
        handle -> {
          handle.sync(connection.absolute(path), (rc, p, ctx) -> caughtUp.set(rc), null);
          readOne(
              handle,
              name,
              serial,
              (code, children) -> {
                if (caughtUp.get() == 0) {
                  then.onRead(code, children);
                } else {
                  then.onRead(Replies.code(caughtUp.get()), List.of());
                }
              });
        },
        serial,
        then);
  }

  /** There is a reply, whatever fails. */
  private void send(Consumer<ZooKeeper> request, Executor serial, ReadReply then) {
    try {
      request.accept(connection.zooKeeper());
    } catch (UnavailableException e) {
      serial.execute(() -> then.onRead(ReplyCode.CONNECTIONLOSS, List.of()));
    } catch (RuntimeException | Error e) { // of the handle; it may work the next time
      log.warn("Children of {} could not be read; retrying.", path, e);
      serial.execute(() -> then.onRead(ReplyCode.SYSTEMERROR, List.of()));
    }
  }

  /**
   * Unlike a multi-read, this adds no framing: a node that could be written can also be read this
   * way.
   */
  private void readOne(ZooKeeper handle, String name, Executor serial, ReadReply then) {
    handle.getData(
        ZKPaths.makePath(connection.absolute(path), name),
        false,
        (rc, p, ctx, data, stat) -> {
          ReplyCode code = Replies.code(rc);
          boolean ofNode =
              code == ReplyCode.OK || code == ReplyCode.NONODE || code == ReplyCode.NOAUTH;
          Child child =
              new Child(
                  name,
                  code,
                  code == ReplyCode.OK ? Replies.statOrNull(stat) : null,
                  orEmpty(data));
          serial.execute(
              () -> then.onRead(ofNode ? ReplyCode.OK : code, ofNode ? List.of(child) : List.of()));
        },
        null);
  }

  private void readMany(ZooKeeper handle, List<String> names, Executor serial, ReadReply then) {
    List<Op> ops = new ArrayList<>(names.size());
    String parent = connection.absolute(path);
    names.forEach(name -> ops.add(Op.getData(ZKPaths.makePath(parent, name))));
    handle.multi(
        ops,
        (rc, p, ctx, results) ->
            serial.execute(() -> onMulti(Replies.code(rc), names, results, then)),
        null);
  }

  @Override
  public Watch watch(Executor serial, Reports reports) {
    return new CacheWatch(connection, watches, path, serial, reports);
  }

  private static void onMulti(
      ReplyCode code, List<String> names, @Nullable List<OpResult> results, ReadReply then) {
    if (results == null || results.size() != names.size()) {
      then.onRead(code == ReplyCode.OK ? ReplyCode.MARSHALLINGERROR : code, List.of());
      return;
    }
    List<Child> children = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      children.add(child(names.get(i), results.get(i)));
    }
    then.onRead(ReplyCode.OK, children);
  }

  private static Child child(String name, OpResult result) {
    if (result instanceof OpResult.GetDataResult found) {
      return new Child(name, ReplyCode.OK, Replies.stat(found.getStat()), orEmpty(found.getData()));
    }
    ReplyCode code =
        result instanceof OpResult.ErrorResult error
            ? Replies.code(error.getErr())
            : ReplyCode.SYSTEMERROR;
    return new Child(name, code, null, new byte[0]);
  }

  private static byte[] orEmpty(byte @Nullable [] data) {
    return data == null ? new byte[0] : data;
  }
}
