package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.EntryJson;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what this process does, one JSON line for each operation. */
final class Recorder {

  private final String process;
  private final PrintStream out;
  private final AtomicInteger underWay = new AtomicInteger();

  Recorder(String process, PrintStream out) {
    this.process = process;
    this.out = out;
  }

  String process() {
    return process;
  }

  /** Starts an operation that must end by then. */
  Operation begin(Kind kind, String name, long nanos) {
    underWay.incrementAndGet();
    return new Operation(kind, name, System.nanoTime(), nanos);
  }

  void note(Kind kind, String name, long begin, long end, long token, String value) {
    tell(Entry.note(process, kind, name, begin, end, token, value));
  }

  /** How many operations have begun and not ended. */
  int underWay() {
    return underWay.get();
  }

  private void tell(Entry entry) {
    out.println(EntryJson.write(entry));
  }

  /** An operation in progress; started and ended by the same thread. */
  final class Operation {
    private final Kind kind;
    private final String name;
    private final long begin;
    private final long nanos;
    private final long starvedBefore = Starvation.ofThisThread();

    Operation(Kind kind, String name, long begin, long nanos) {
      this.kind = kind;
      this.name = name;
      this.begin = begin;
      this.nanos = nanos;
    }

    void end(Outcome outcome, long token, String value) {
      long end = System.nanoTime();
      underWay.decrementAndGet();
      long starved = Starvation.ofThisThread() - starvedBefore;
      tell(
          new Entry(
              process, kind, name, begin, end, begin + nanos, outcome, starved, token, value));
    }
  }
}
