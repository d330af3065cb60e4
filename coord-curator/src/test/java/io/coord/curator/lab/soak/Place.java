package io.coord.curator.lab.soak;

import io.coord.curator.lab.worker.WorkerProcess;
import java.util.function.Function;

/**
 * Where a worker runs: its link to the servers and the id of its instance, which outlive it.
 * Successive workers in a place are numbered.
 */
final class Place implements AutoCloseable {

  private final String name;
  private final String subject;
  private final Links links;
  private int generation;
  private volatile WorkerProcess worker;

  Place(String name, String subject, Links links) {
    this.name = name;
    this.subject = subject;
    this.links = links;
  }

  /** Its name, and the id of its instance. */
  String name() {
    return name;
  }

  /** The library with which its workers coordinate. */
  String subject() {
    return subject;
  }

  Links links() {
    return links;
  }

  /** The current worker, or the last one. */
  WorkerProcess worker() {
    return worker;
  }

  /** Starts the next worker, under its own name. */
  void start(Function<String, WorkerProcess> start) {
    generation++;
    worker = start.apply(name + "." + generation);
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    links.close();
  }
}
