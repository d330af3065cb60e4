package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches whose replies fit, although nobody says how large nodes are. */
class ReadPlanTest {

  private static final int REPLY = 1_048_575;
  private static final int LIMIT = REPLY / 4 * 3;
  private static final int MOST = ReadPlan.MOST_NODES;

  private final KnownPath known = new KnownPath();
  private final Map<String, Integer> nodes = new HashMap<>();
  private final List<Integer> batches = new ArrayList<>();

  @Test
  void tenThousandAlikeTakeFewRequestsAndFewerTheNextTime() {
    service(10_000, i -> 200);

    assertThat(read(1)).isLessThanOrEqualTo(REPLY);
    assertThat(batches).hasSizeLessThan(300);
    batches.clear();
    assertThat(read(2)).isLessThanOrEqualTo(REPLY);
    assertThat(batches).hasSizeLessThan(12);
  }

  @Test
  void upTo256NodesOfAnySizesNeverShareAReply() {
    service(256, i -> i % 3 == 0 ? 1_000_000 : 0);

    read(1);

    assertThat(batches).hasSize(256).containsOnly(1);
  }

  @Test
  void afterTheFirstTimeAnyMixtureFits() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      nodes.clear();
      service(
          1 + random.nextInt(2_000),
          i -> random.nextInt(20) == 0 ? random.nextInt(1_000_000) : random.nextInt(500));
      known.learnAll(nodes);

      assertThat(read(round)).as("round %d", round).isLessThanOrEqualTo(REPLY);
    }
  }

  @Test
  void thoseThatHaveGrownFitToo() {
    service(2_000, i -> 200);
    read(1);
    nodes.replaceAll((name, bytes) -> bytes * 40);

    assertThat(read(2)).isLessThanOrEqualTo(REPLY);
  }

  @Test
  void thoseThatCameSinceAreReadOneByOne() {
    service(2_000, i -> 200);
    read(1);
    for (int i = 0; i < 10; i++) {
      nodes.put("new" + i, 1_000_000);
    }

    assertThat(read(2)).isLessThanOrEqualTo(REPLY);
  }

  @Test
  void aCapIsKept() {
    service(2_000, i -> 200);
    known.learnAll(nodes);

    read(new ReadPlan(names(), known, 20, LIMIT, 15), 1);

    assertThat(Collections.max(batches)).isEqualTo(15);
  }

  @Test
  void ofThoseThatWereNotReadOneIsTheFirst() {
    service(4, i -> 200);
    List<String> names = names();
    known.learn(names.get(0), 200);
    known.learn(names.get(1), 200);

    assertThat(ReadPlan.first(names, known, 20, LIMIT, MOST)).hasSize(2);
    assertThat(ReadPlan.first(names.subList(2, 4), known, 20, LIMIT, MOST)).hasSize(1);
  }

  private void service(int count, IntUnaryOperator bytes) {
    IntStream.range(0, count).forEach(i -> nodes.put("m%05d".formatted(i), bytes.applyAsInt(i)));
  }

  private List<String> names() {
    return nodes.keySet().stream().sorted().toList();
  }

  private int read(long seed) {
    return read(new ReadPlan(names(), known, 20, LIMIT, MOST), seed);
  }

  /** Reads all, taking the replies as they come; returns the bytes of the largest. */
  private int read(ReadPlan plan, long seed) {
    Random random = new Random(seed);
    Queue<List<String>> underWay = new ArrayDeque<>();
    List<String> taken = new ArrayList<>();
    int largest = 0;
    while (!plan.isDone()) {
      for (List<String> next = plan.next(); next != null; next = plan.next()) {
        batches.add(next.size());
        underWay.add(next);
        if (random.nextBoolean()) {
          break;
        }
      }
      List<String> batch = underWay.remove();
      largest = Math.max(largest, batch.stream().mapToInt(name -> nodes.get(name) + 90).sum());
      batch.forEach(name -> plan.onNode(name, nodes.get(name)));
      plan.onBatch();
      taken.addAll(batch);
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(nodes.keySet());
    assertThat(plan.read()).isEqualTo(nodes);
    known.learnAll(plan.read());
    return largest;
  }
}
