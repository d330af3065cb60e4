package io.coord.curator.lab.soak;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.coord.curator.lab.history.Census;
import io.coord.test.internal.Sessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.EphemeralType;
import org.awaitility.Awaitility;

/** ZooKeeper's data, as an administrator sees it and deletes from it. Sets no watch. */
final class Tree implements AutoCloseable {

  static final String LOCKS = "/locks";
  static final String ELECTIONS = "/elections";
  static final String MEMBERS = "/services/members";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String connectString;
  private ZooKeeper zooKeeper; // guarded by this

  Tree(String connectString) {
    this.connectString = connectString;
  }

  /** The members, ids and values. */
  Map<String, String> members() {
    return call(
        client -> {
          client.sync(MEMBERS);
          Map<String, String> members = new TreeMap<>();
          for (String id : children(client, MEMBERS)) {
            try {
              members.put(id, value(client.getData(MEMBERS + "/" + id, false, null)));
            } catch (KeeperException.NoNodeException e) {
              // It has gone meanwhile.
            }
          }
          return members;
        });
  }

  /**
   * The members' nodes, each as it is at some moment of this call. A quorum is asked first: a sync
   * could be answered by a leader that has been deposed.
   */
  Map<String, Census.Node> census() {
    return call(
        client -> {
          client.multi(List.of(Op.check("/", -1)));
          Map<String, Census.Node> nodes = new TreeMap<>();
          for (String id : children(client, MEMBERS)) {
            try {
              Stat stat = new Stat();
              String value = value(client.getData(MEMBERS + "/" + id, false, stat));
              nodes.put(
                  id,
                  new Census.Node(
                      stat.getCzxid(), stat.getEphemeralOwner(), stat.getVersion(), value));
            } catch (KeeperException.NoNodeException e) {
              // It has gone meanwhile.
            }
          }
          return nodes;
        });
  }

  /** The session that owns the member's node; 0 if there is none. */
  long owner(String id) {
    return call(
        client -> {
          Stat stat = client.exists(MEMBERS + "/" + id, false);
          return stat == null ? 0 : stat.getEphemeralOwner();
        });
  }

  /** The paths of the contenders in all queues. */
  List<String> contenders() {
    return call(
        client -> {
          client.sync("/");
          List<String> paths = new ArrayList<>();
          for (String root : List.of(LOCKS, ELECTIONS)) {
            for (String queue : children(client, root)) {
              for (String contender : children(client, root + "/" + queue)) {
                paths.add(root + "/" + queue + "/" + contender);
              }
            }
          }
          return paths;
        });
  }

  /** All ephemeral nodes. */
  List<String> ephemerals() {
    return call(
        client -> {
          client.sync("/");
          return all(client, "/");
        });
  }

  private static List<String> all(ZooKeeper client, String path)
      throws KeeperException, InterruptedException {
    List<String> ephemerals = new ArrayList<>();
    for (String child : children(client, path)) {
      String childPath = path.equals("/") ? "/" + child : path + "/" + child;
      Stat stat = client.exists(childPath, false);
      if (stat != null && isSession(stat.getEphemeralOwner())) {
        ephemerals.add(childPath);
      }
      ephemerals.addAll(all(client, childPath));
    }
    return ephemerals;
  }

  /** Containers use the field, too. */
  private static boolean isSession(long owner) {
    return EphemeralType.get(owner) == EphemeralType.NORMAL;
  }

  /** The contender that has the lock. */
  Optional<String> first(String lock) {
    return contenders().stream()
        .filter(path -> path.startsWith(LOCKS + "/" + lock + "/"))
        .min((a, b) -> a.substring(a.length() - 10).compareTo(b.substring(b.length() - 10)));
  }

  String text(String path) {
    return call(
        client -> {
          try {
            return new String(client.getData(path, false, null), StandardCharsets.UTF_8);
          } catch (KeeperException.NoNodeException e) {
            return "";
          }
        });
  }

  /** Deletes the node and all below it, including what is created in the meantime. */
  void delete(String path) {
    call(
        client -> {
          for (int tries = 0; tries < 50; tries++) {
            try {
              for (String child : children(client, path)) {
                delete(path + "/" + child);
              }
              client.delete(path, -1);
              return null;
            } catch (KeeperException.NoNodeException e) {
              return null;
            } catch (KeeperException.NotEmptyException e) {
              // Somebody came.
            }
          }
          return null;
        });
  }

  /** Ends a session; returns when it had ended. */
  long endSession(long id) throws IOException, InterruptedException {
    return Sessions.expire(id, Sessions.password(id), connectString);
  }

  private static List<String> children(ZooKeeper client, String path)
      throws KeeperException, InterruptedException {
    try {
      return client.getChildren(path, false);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  /** The value of an instance: as Coord writes it, or as it is. */
  private static String value(byte[] data) {
    String text = data == null ? "" : new String(data, StandardCharsets.UTF_8);
    if (!text.startsWith("{")) {
      return text;
    }
    try (JsonParser json = new JsonFactory().createParser(text)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("value")) {
          return json.nextTextValue();
        }
      }
      return text;
    } catch (IOException e) {
      return text;
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T on(ZooKeeper client) throws KeeperException, InterruptedException;
  }

  private synchronized <T> T call(Call<T> call) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return call.on(client());
      } catch (KeeperException.ConnectionLossException
          | KeeperException.SessionExpiredException
          | KeeperException.OperationTimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(e);
        }
      } catch (KeeperException | IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private ZooKeeper client() throws IOException, InterruptedException {
    if (zooKeeper == null || !zooKeeper.getState().isAlive()) {
      zooKeeper = new ZooKeeper(connectString, 10_000, event -> {});
    }
    ZooKeeper connecting = zooKeeper;
    Awaitility.await("the administrator is connected")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> connecting.getState().isConnected() || !connecting.getState().isAlive());
    return zooKeeper;
  }

  @Override
  public synchronized void close() throws InterruptedException {
    if (zooKeeper != null) {
      zooKeeper.close();
    }
  }
}
