package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.MutexSteps;
import io.coord.curator.internal.engine.queue.MutexSteps.Outcome;
import io.coord.curator.internal.engine.queue.QueuePort.PlugInException;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import org.apache.zookeeper.CreateMode;

/**
 * A run of an InterProcessMutex by Coord's driver: it creates the parents, has a contender created,
 * lists the queue, and starts again if its place was lost. It does by replies what the real one
 * does on a worker that waits. Unlike that one it gives up at a lost connection, by which the real
 * one is interrupted.
 */
final class SimulatedMutex {

  private static final int MOST_TRIES = 4;

  private final SimulatedQueues queues;
  private final String parent;
  private final MutexSteps steps;
  private int tries;
  private boolean over;

  SimulatedMutex(SimulatedQueues queues, String parent, MutexSteps steps) {
    this.queues = queues;
    this.parent = parent;
    this.steps = steps;
  }

  void run() {
    if (!steps.start()) {
      steps.abandon();
      return;
    }
    queues.began(this);
    if (queues.session().canSend()) {
      attempt();
    } else {
      end(failed(ReplyCode.CONNECTIONLOSS));
    }
  }

  /** The worker is interrupted. */
  void interrupt() {
    end(new Outcome.Failed(new InterruptedException()));
  }

  private SimulatedClient client() {
    return queues.session().client();
  }

  private void attempt() {
    if (!over) {
      steps.withdrawFormer();
      createParents(parent.indexOf('/', 1));
    }
  }

  /** The containers above and the lock's own, one after another. */
  private void createParents(int slash) {
    String path = slash < 0 ? parent : parent.substring(0, slash);
    client()
        .request(
            new Request.Create(path, new byte[0], CreateMode.CONTAINER),
            reply -> {
              if (over) {
                return;
              }
              if (reply.code() != ReplyCode.OK && reply.code() != ReplyCode.NODEEXISTS) {
                end(failed(reply.code()));
              } else if (slash < 0) {
                create();
              } else {
                createParents(parent.indexOf('/', slash + 1));
              }
            });
  }

  private void create() {
    try {
      var unused =
          steps
              .create()
              .whenComplete(
                  (nothing, failure) -> {
                    if (over) {
                      return;
                    }
                    if (failure == null) {
                      steps.onCreated();
                      list();
                    } else if (isNoNode(failure)) {
                      again();
                    } else {
                      end(new Outcome.Failed(failure));
                    }
                  });
    } catch (PlugInException | RuntimeException e) {
      end(new Outcome.Failed(e));
    }
  }

  private static boolean isNoNode(Throwable failure) {
    return failure instanceof ReplyException reply && reply.code() == ReplyCode.NONODE;
  }

  private void list() {
    client()
        .request(
            new Request.GetChildren(parent, false),
            reply -> {
              if (over) {
                return;
              }
              if (reply.code() == ReplyCode.NONODE) {
                again();
              } else if (reply.code() != ReplyCode.OK) {
                end(failed(reply.code()));
              } else {
                switch (steps.place(reply.names())) {
                  case FIRST -> end(new Outcome.Holds());
                  case BEHIND -> end(new Outcome.Queued(reply.names()));
                  case GONE -> again();
                }
              }
            });
  }

  private void again() {
    if (++tries == MOST_TRIES) {
      end(new Outcome.PlaceLost());
    } else {
      queues.later(this::attempt);
    }
  }

  private Outcome failed(ReplyCode code) {
    return new Outcome.Failed(new ReplyException(code, parent));
  }

  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    queues.ended(this);
    steps.stop();
    steps.onMutexOver(outcome);
  }
}
