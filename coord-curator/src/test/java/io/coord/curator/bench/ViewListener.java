package io.coord.curator.bench;

import java.util.Set;
import java.util.function.Supplier;

/** What a view tells the benchmark: single changes, or only that there is a new whole. */
interface ViewListener {

  void joined(String id);

  void left(String id);

  void updated(String id);

  /** For peers that do not say what changed. */
  void whole(Supplier<Set<String>> ids);

  /** Tells nobody. */
  ViewListener DEAF =
      new ViewListener() {
        @Override
        public void joined(String id) {}

        @Override
        public void left(String id) {}

        @Override
        public void updated(String id) {}

        @Override
        public void whole(Supplier<Set<String>> ids) {}
      };
}
