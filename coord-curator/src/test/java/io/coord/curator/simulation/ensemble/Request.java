package io.coord.curator.simulation.ensemble;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.WatcherType;

/** What a client asks of a server. */
public sealed interface Request {

  /** Passes through the leader, and uses up a zxid even if it fails. */
  sealed interface Write extends Request {}

  /** Answered by the server that the client is connected to. */
  sealed interface Read extends Request {}

  record Create(String path, byte[] data, CreateMode mode) implements Write {

    @Override
    public String toString() {
      return "Create[%s, %s, %s]".formatted(path, text(data), mode);
    }
  }

  record Delete(String path, int version) implements Write {}

  record SetData(String path, byte[] data, int version) implements Write {

    @Override
    public String toString() {
      return "SetData[%s, %s, version %d]".formatted(path, text(data), version);
    }
  }

  /** Only within a multi. */
  record Check(String path, int version) implements Write {}

  record Multi(List<Write> writes) implements Write {}

  /** Asked for by a server, when it looks for empty containers. */
  record DeleteContainer(String path) implements Write {}

  record CreateSession(int timeout) implements Write {}

  record CloseSession() implements Write {}

  record Exists(String path, boolean watch) implements Read {}

  record GetData(String path, boolean watch) implements Read {}

  record GetChildren(String path, boolean watch) implements Read {}

  /** The ephemeral nodes of the session. */
  record GetEphemerals() implements Read {}

  /** Reads of data and children. */
  record MultiRead(List<Read> reads) implements Read {}

  record AddWatch(String path, WatchMode mode) implements Read {}

  /** Whether the connection has such a watch; asked when one watcher of several is removed. */
  record CheckWatches(String path, WatcherType type) implements Read {}

  record RemoveWatches(String path, WatcherType type) implements Read {}

  /** What a client sends first on a new connection of the same session. */
  record SetWatches(
      long lastZxid,
      List<String> data,
      List<String> exist,
      List<String> child,
      List<String> persistent,
      List<String> recursive)
      implements Read {}

  record Ping() implements Read {}

  /** Answered once the server has applied all that its leader had committed. */
  record Sync(String path) implements Request {}

  private static String text(byte[] data) {
    return data == null ? "no data" : new String(data, StandardCharsets.UTF_8);
  }
}
