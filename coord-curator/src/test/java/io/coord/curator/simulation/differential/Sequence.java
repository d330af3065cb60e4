package io.coord.curator.simulation.differential;

import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.WatchMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.WatcherType;

/**
 * A random sequence of requests by two or three sessions, all of it below one node. Few paths and
 * many kinds of requests, so that they get into each other's way. Every fifteenth has sessions that
 * are cut off, come back and expire.
 */
final class Sequence {

  private static final int STEPS = 45;
  private static final List<CreateMode> MODES =
      List.of(
          CreateMode.PERSISTENT,
          CreateMode.PERSISTENT,
          CreateMode.EPHEMERAL,
          CreateMode.EPHEMERAL,
          CreateMode.CONTAINER,
          CreateMode.EPHEMERAL_SEQUENTIAL,
          CreateMode.PERSISTENT_SEQUENTIAL);

  private final Random random;
  private final String root;
  private final List<String> paths;
  private final int sessions;
  private final boolean cuts;
  private final List<Step> steps = new ArrayList<>();
  private int cut = -1; // the session that is cut off

  private Sequence(long seed) {
    random = new Random(seed);
    root = root(seed);
    paths =
        List.of(
            root + "/a",
            root + "/a",
            root + "/b",
            root + "/c",
            root + "/a/x",
            root + "/a/y",
            root + "/b/x",
            root + "/a/x/z",
            root + "/a/n0000000000",
            root + "/a/n0000000001",
            root + "/b/n0000000000");
    sessions = 2 + random.nextInt(2);
    cuts = isSlow(seed);
  }

  /** Below which all of it happens. */
  static String root(long seed) {
    return "/s" + seed;
  }

  /** Whether it has clients that reconnect, which takes a client half a second. */
  static boolean isSlow(long seed) {
    return seed % 15 == 0;
  }

  static List<Step> of(long seed) {
    Sequence sequence = new Sequence(seed);
    sequence.generate();
    return sequence.steps;
  }

  private void generate() {
    IntStream.range(0, sessions).forEach(session -> steps.add(new Step.Open(session)));
    steps.add(new Step.Ask(0, 0, new Request.Create(root, data(), CreateMode.PERSISTENT)));
    steps.add(new Step.Ask(0, 0, new Request.Create(root + "/a", data(), mode())));
    steps.add(new Step.Ask(0, 0, new Request.Create(root + "/b", data(), CreateMode.PERSISTENT)));
    int session = 0;
    while (steps.size() < STEPS) {
      if (random.nextInt(3) == 0) {
        session = random.nextInt(sessions);
      }
      if (session == cut) {
        session = (session + 1) % sessions;
      }
      int what = random.nextInt(100);
      if (what < 3) {
        steps.add(new Step.Close(session));
        steps.add(new Step.Open(session));
      } else if (what < 5) {
        steps.add(new Step.Reap());
      } else if (what < 20 && cuts) {
        cutOrReconnect(session);
      } else {
        steps.add(new Step.Ask(session, random.nextInt(3), request()));
      }
    }
    reconnect();
    IntStream.range(0, sessions).forEach(each -> steps.add(new Step.Close(each)));
  }

  private void cutOrReconnect(int session) {
    if (cut < 0) {
      cut = session;
      watchWhatHasJustChanged();
      steps.add(new Step.Cut(cut));
    } else {
      reconnect();
    }
  }

  /** What the client has seen is not told again when it comes back. */
  private void watchWhatHasJustChanged() {
    if (random.nextBoolean()) {
      ask(new Request.Create(root + "/a/n", data(), CreateMode.EPHEMERAL_SEQUENTIAL));
      ask(new Request.GetChildren(root + "/a", true));
    } else {
      String path = path();
      ask(new Request.SetData(path, data(), -1));
      ask(new Request.GetData(path, true));
    }
  }

  private void ask(Request request) {
    steps.add(new Step.Ask(cut, random.nextInt(3), request));
  }

  private void reconnect() {
    if (cut >= 0) {
      if (random.nextInt(4) == 0) {
        steps.add(new Step.Expire(cut));
        steps.add(new Step.Open(cut));
      } else {
        steps.add(new Step.Reconnect(cut));
      }
      cut = -1;
    }
  }

  private Request request() {
    boolean watch = random.nextInt(2) == 0;
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> create();
      case 4, 5 -> new Request.Delete(path(), version());
      case 6 -> new Request.SetData(path(), data(), version());
      case 7, 8 -> new Request.Exists(path(), watch);
      case 9 -> new Request.GetData(path(), watch);
      case 10, 11 -> new Request.GetChildren(path(), watch);
      case 12 -> new Request.Multi(writes());
      case 13 -> new Request.AddWatch(path(), pick(WatchMode.PERSISTENT, WatchMode.RECURSIVE));
      case 14 ->
          watch
              ? new Request.CheckWatches(path(), pick(WatcherType.values()))
              : new Request.RemoveWatches(path(), pick(WatcherType.values()));
      default -> rare();
    };
  }

  private Request rare() {
    return switch (random.nextInt(3)) {
      case 0 -> new Request.GetEphemerals();
      case 1 ->
          new Request.MultiRead(
              IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> read()).toList());
      default -> new Request.Sync(path());
    };
  }

  private Request.Read read() {
    return random.nextBoolean()
        ? new Request.GetData(path(), false)
        : new Request.GetChildren(path(), false);
  }

  private List<Request.Write> writes() {
    return IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> write()).toList();
  }

  private Request.Write write() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> create();
      case 2 -> new Request.Delete(path(), version());
      case 3 -> new Request.SetData(path(), data(), version());
      default -> new Request.Check(path(), version());
    };
  }

  private Request.Create create() {
    CreateMode mode = mode();
    String path = mode.isSequential() ? root + pick("/a/n", "/b/n") : path();
    return new Request.Create(path, data(), mode);
  }

  private CreateMode mode() {
    return MODES.get(random.nextInt(MODES.size()));
  }

  private int version() {
    return random.nextInt(4) == 0 ? random.nextInt(3) : -1;
  }

  private byte[] data() {
    return "data".substring(random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
  }

  private String path() {
    return paths.get(random.nextInt(paths.size()));
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
