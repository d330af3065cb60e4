package io.coord.curator.internal.engine.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The futures of callers that wait for a revision to be committed. */
final class PendingCommits {

  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final NavigableMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();

  /** Completed once that revision, or a later one, is committed. */
  CompletableFuture<Void> await(long revision) {
    CompletableFuture<Void> commit = new CompletableFuture<>();
    synchronized (monitor) {
      waiting.put(revision, commit);
    }
    return commit;
  }

  void complete(long upTo) {
    take(upTo, commit -> commit.complete(null));
  }

  void fail(long upTo, RuntimeException reason) {
    take(upTo, commit -> commit.completeExceptionally(reason));
  }

  private void take(long upTo, Consumer<CompletableFuture<Void>> each) {
    List<CompletableFuture<Void>> taken;
    synchronized (monitor) {
      NavigableMap<Long, CompletableFuture<Void>> head = waiting.headMap(upTo, true);
      taken = List.copyOf(head.values());
      head.clear();
    }
    taken.forEach(each);
  }
}
