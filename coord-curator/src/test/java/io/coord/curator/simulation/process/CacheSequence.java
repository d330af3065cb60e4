package io.coord.curator.simulation.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes of a node, its children and what is below, and connections that are lost meanwhile. */
final class CacheSequence {

  /** What is done. */
  enum Kind {
    CREATE,
    WRITE,
    DELETE,
    TAKE_OVER, // delete and create, in one transaction
    CUT,
    RESTORE
  }

  /** One of them. */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Step(Kind kind, String path, byte[] data) {

    @Override
    public String toString() {
      return kind + " " + path;
    }
  }

  private static final int STEPS = 14;
  private static final List<String> PATHS = List.of("", "/a", "/a", "/b", "/c", "/a/x");
  private static final List<Kind> KINDS =
      List.of(Kind.CREATE, Kind.CREATE, Kind.CREATE, Kind.WRITE, Kind.DELETE, Kind.TAKE_OVER);

  private final String root;
  private final List<Step> steps = new ArrayList<>();

  CacheSequence(long seed) {
    Random random = new Random(seed);
    root = "/cached" + seed;
    int cut = random.nextInt(3) == 0 ? 2 + random.nextInt(STEPS - 6) : -1;
    for (int i = 0; i < STEPS; i++) {
      if (i == cut) {
        steps.add(new Step(Kind.CUT, "", new byte[0]));
      }
      steps.add(
          new Step(
              KINDS.get(random.nextInt(KINDS.size())),
              root + PATHS.get(random.nextInt(PATHS.size())),
              ("data" + i).getBytes(StandardCharsets.UTF_8)));
      if (cut >= 0 && i == cut + 3) {
        steps.add(new Step(Kind.RESTORE, "", new byte[0]));
      }
    }
  }

  /** Which is watched. */
  String root() {
    return root;
  }

  List<Step> steps() {
    return steps;
  }
}
