package io.coord.curator.internal.engine.membership;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which children are read together. A reply larger than jute.maxbuffer costs the whole client its
 * connection (hazard C7), and nothing says in advance how large nodes are. So a sample is read
 * first: up to 256 of the nodes that were not read before, from all over the list, one by one; and
 * a few of those that were, together, with room for growth. The others are then read in batches
 * that double, up to 1,000 nodes, and that allow for what is not known:
 *
 * <ul>
 *   <li>a node that was read before may be twice as large as then if that holds for all in the
 *       sample, and otherwise as large as one that was not read before;
 *   <li>a node that was not read before may be eight times as large as the largest that was seen.
 * </ul>
 *
 * <p>This fails only for a service of more than 256 nodes of which a few are much larger and none
 * of those is in the sample. That costs a connection, once: afterwards the size is known, or the
 * next batches are that much smaller.
 *
 * <p>Pure. Not thread-safe.
 */
final class ReadPlan {

  static final int MOST_NODES = 1_000;
  private static final int FIRST_NODES = 64;
  private static final int SAMPLE = 256;
  private static final int SAMPLES_UNDER_WAY = 16;
  private static final int CHECKED = 32;
  private static final int BATCHES_UNDER_WAY = 2;
  private static final int GROWTH = 8;
  private static final int KNOWN_GROWTH = 2;
  private static final int SMALL_BYTES = 100;
  private static final int STAT_AND_HEADERS_BYTES = 100;

  private final KnownPath known;
  private final int pathLength;
  private final int limit; // bytes of one reply, and of one request
  private final int cap; // nodes
  private final Queue<List<String>> sample = new ArrayDeque<>();
  private final List<String> rest = new ArrayList<>();
  private final boolean familiar; // all were read before
  private final Map<String, Integer> read = new HashMap<>();
  private int largest; // of those read
  private boolean outgrown; // a known size is exceeded
  private boolean sampling = true;
  private int next; // of the rest
  private int nodes = FIRST_NODES; // in the next batch, at most
  private int underWay;

  /**
   * A plan to read all of these.
   *
   * @param names in the order in which they are to be read, as far as that is possible
   * @param limit the most bytes of one reply
   * @param cap the most nodes of one request
   */
  ReadPlan(List<String> names, KnownPath known, int pathLength, int limit, int cap) {
    this.known = known;
    this.pathLength = pathLength;
    this.limit = limit;
    this.cap = cap;
    List<String> unknown = names.stream().filter(name -> known.bytesOf(name) < 0).toList();
    this.familiar = unknown.isEmpty();
    Set<String> sampled = new HashSet<>();
    for (String name : spread(unknown, SAMPLE)) {
      sample.add(List.of(name));
      sampled.add(name);
    }
    if (unknown.size() < names.size()) {
      List<String> others = names.stream().filter(name -> known.bytesOf(name) >= 0).toList();
      List<String> check = check(spread(others, CHECKED));
      sample.add(check);
      sampled.addAll(check);
    }
    names.stream().filter(name -> !sampled.contains(name)).forEach(rest::add);
  }

  /** A sample of the known nodes, all of which may have grown eightfold. */
  private List<String> check(List<String> names) {
    long bytes = 0;
    int count = 0;
    while (count < Math.min(names.size(), cap)) {
      bytes +=
          onTheWay(names.get(count), (long) GROWTH * atLeastSmall(known.bytesOf(names.get(count))));
      if (count > 0 && bytes > limit) {
        break;
      }
      count++;
    }
    return names.subList(0, count);
  }

  private static List<String> spread(List<String> names, int most) {
    int count = Math.min(names.size(), most);
    List<String> some = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      some.add(names.get((int) ((long) i * names.size() / count)));
    }
    return some;
  }

  /** What to request now; null if something in flight has to be processed first. */
  @Nullable List<String> next() {
    List<String> batch = sampling ? nextSample() : nextBatch();
    if (batch != null) {
      underWay++;
    }
    return batch;
  }

  private @Nullable List<String> nextSample() {
    return underWay < SAMPLES_UNDER_WAY ? sample.poll() : null;
  }

  private @Nullable List<String> nextBatch() {
    if (next == rest.size() || underWay == BATCHES_UNDER_WAY) {
      return null;
    }
    long bytes = 0;
    int count = 0;
    int most = Math.min(outgrown || !familiar ? nodes : MOST_NODES, cap);
    while (count < most && next + count < rest.size()) {
      String name = rest.get(next + count);
      bytes += onTheWay(name, expected(name));
      if (count > 0 && bytes > limit) {
        break;
      }
      count++;
    }
    List<String> batch = rest.subList(next, next + count);
    next += count;
    return batch;
  }

  /** The bytes that a node may have. */
  private long expected(String name) {
    int before = known.bytesOf(name);
    return before >= 0 && !outgrown
        ? (long) KNOWN_GROWTH * atLeastSmall(before)
        : (long) GROWTH * atLeastSmall(Math.max(largest, before));
  }

  private static int atLeastSmall(int bytes) {
    return Math.max(bytes, SMALL_BYTES);
  }

  private long onTheWay(String name, long bytes) {
    return bytes
        + pathLength
        + name.getBytes(StandardCharsets.UTF_8).length
        + STAT_AND_HEADERS_BYTES;
  }

  /** Records one of those that were requested together. */
  void onNode(String name, int bytes) {
    int before = known.bytesOf(name);
    outgrown |= before >= 0 && bytes > KNOWN_GROWTH * atLeastSmall(before);
    largest = Math.max(largest, bytes);
    read.put(name, bytes);
  }

  /** All of those that were requested together have been processed. */
  void onBatch() {
    underWay--;
    if (!sampling) {
      nodes = Math.min(MOST_NODES, nodes * 2);
    } else if (sample.isEmpty() && underWay == 0) {
      sampling = false;
    }
  }

  /** Whether all were requested and processed. */
  boolean isDone() {
    return underWay == 0 && sample.isEmpty() && next == rest.size();
  }

  /**
   * As many of these children as can be read together, from the first on: those that were read
   * before, or one that was not.
   */
  static List<String> first(
      List<String> names, KnownPath known, int pathLength, int limit, int cap) {
    ReadPlan plan = new ReadPlan(List.of(), known, pathLength, limit, cap);
    int familiar = 0;
    while (familiar < names.size() && known.bytesOf(names.get(familiar)) >= 0) {
      familiar++;
    }
    return familiar == 0 ? names.subList(0, 1) : plan.check(names.subList(0, familiar));
  }

  /** The sizes of all that were read. */
  Map<String, Integer> read() {
    return read;
  }
}
