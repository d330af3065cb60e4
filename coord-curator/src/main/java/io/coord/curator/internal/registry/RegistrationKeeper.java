package io.coord.curator.internal.registry;

import io.coord.ConnectionState;
import io.coord.CoordinationException;
import io.coord.Subscription;
import io.coord.curator.internal.registry.InstanceNode.Answer;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.RetryDelay;
import io.coord.curator.internal.support.SerialExecutor;
import io.coord.curator.internal.support.ZkErrors;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles one instance's node with what is desired.
 *
 * <p>Whatever happens (a reply, a watch event, a change of the connection, a new desired value, a
 * delay that is over) only changes what is known; then {@link #step} sends the one request that is
 * needed next, if any. At most one request is under way. Nothing is believed across a disconnection
 * or a watch event: the node is looked at, and nothing is written if it is still ours (hazard R4).
 *
 * <p>All fields that are not final are confined to {@code serial}.
 */
final class RegistrationKeeper {

  private static final Logger log = LoggerFactory.getLogger(RegistrationKeeper.class);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  /**
   * A node that was just put there is looked at only after a while. The look leaves the watch that
   * tells of its deletion or loss to another; it costs as much as the creation, and would delay the
   * others when many are registered at once. A deletion before it is found by it.
   */
  private static final long FIRST_LOOK_MILLIS = 500;

  private final Connection connection;
  private final SerialExecutor serial;
  private final InstanceNode node;
  private final DelayedTask firstLook;
  private final RegistrationOutcome outcome;
  private final RetryDelay retry;
  private final Refusals refusals;
  private final Claim claim = new Claim();

  private Desired desired;
  private Desired written; // what our node last held
  private boolean parentsMade; // by the last request
  private @Nullable Subscription connectionChanges; // null until the first task has run
  private boolean busy; // a request is under way
  private boolean closing;
  private boolean ended;

  RegistrationKeeper(
      Connection connection,
      Creations creations,
      String path,
      Desired first,
      RegistrationOutcome outcome) {
    this.connection = connection;
    this.serial = new SerialExecutor(connection.threads().engine());
    this.node = new InstanceNode(connection, creations, path, serial, this::onNodeEvent);
    this.firstLook = new DelayedTask(connection.threads().timer(), serial, this::onNodeEvent);
    this.outcome = outcome;
    this.retry = new RetryDelay(connection.threads().timer(), serial, LONGEST_DELAY);
    this.refusals = new Refusals(path);
    this.desired = first;
    this.written = first;
    // By a task, so that no state is told before this object is complete.
    serial.execute(
        () -> connectionChanges = connection.monitor().observe(serial, this::onConnection));
  }

  /** From now on this is desired. */
  void desire(Desired next) {
    serial.execute(
        () -> {
          if (next.revision() > desired.revision()) {
            desired = next;
            step();
          }
        });
  }

  /** Removes the node, if it is ours, and ends. */
  void close() {
    serial.execute(
        () -> {
          closing = true;
          retry.reset();
          if (!connection.monitor().isConnected()) {
            outcome.removalDelayed();
          }
          step();
        });
  }

  /** Whether something may be registered that nobody has seen. */
  boolean isUncertain() {
    return claim.isUncertain();
  }

  private void step() {
    if (ended || busy) {
      return;
    }
    OwnNode own = claim.own();
    if (closing && claim.isEmpty()) {
      node.unwatch();
      end();
    } else if (retry.isWaiting() || !connection.monitor().isConnected()) {
      return;
    } else if (claim.isInDoubt()) {
      boolean latest = claim.isUncertain();
      send(then -> node.look(latest, then), this::onLook);
    } else if (own == null) {
      create(desired);
    } else if (closing) {
      delete(own);
    } else if (own.revision() != desired.revision()) {
      write(own, desired);
    }
  }

  private void create(Desired value) {
    claim.begin();
    send(
        then -> node.create(value.payload(), then),
        answer -> {
          boolean noParents = answer.code() == Code.NONODE && !parentsMade;
          parentsMade = false;
          if (noParents) {
            claim.didNothing();
            createParents();
          } else {
            onPut(answer, Attempt.toCreate(answer.session()), value);
          }
        });
  }

  private void createParents() {
    send(
        node::createParents,
        answer -> {
          if (answer.code() == Code.OK || answer.code() == Code.NONODE) {
            parentsMade = true;
            claim.foundNothing();
          } else {
            failed(answer.code(), desired);
          }
        });
  }

  private void replace(Stat stat, boolean ofAnother, Desired value) {
    claim.begin();
    send(
        then -> node.replace(stat.getVersion(), value.payload(), then),
        answer -> onPut(answer, new Attempt(answer.session(), stat.getCzxid(), ofAnother), value));
  }

  /** The answer to a request that puts our node there. */
  private void onPut(Answer answer, Attempt attempt, Desired value) {
    if (answer.stat() != null) {
      settled(OwnNode.of(answer.stat(), value.revision()), value);
      claim.trust();
      firstLook.runIn(FIRST_LOOK_MILLIS);
    } else if (isConflict(answer.code())) {
      claim.didNothing(); // the look that follows tells what is there
    } else {
      if (ZkErrors.isTransient(answer.code()) && answer.session() != 0) {
        claim.unanswered(attempt);
      } else {
        claim.didNothing();
      }
      failed(answer.code(), value);
    }
  }

  private void write(OwnNode target, Desired value) {
    send(
        then -> node.write(value.payload(), target.version(), then),
        answer -> {
          if (answer.stat() != null) {
            settled(OwnNode.of(answer.stat(), value.revision()), value);
          } else {
            claim.doubt();
            if (!isConflict(answer.code()) && answer.code() != Code.NONODE) {
              failed(answer.code(), value);
            }
          }
        });
  }

  private void delete(OwnNode target) {
    send(
        then -> node.delete(target.version(), then),
        answer -> {
          if (answer.code() == Code.OK || answer.code() == Code.NONODE) {
            end();
          } else {
            claim.doubt();
            if (!isConflict(answer.code())) {
              failed(answer.code(), desired);
            }
          }
        });
  }

  private void onLook(Answer answer) {
    if (answer.code() != Code.OK && answer.code() != Code.NONODE) {
      failed(answer.code(), desired);
      return;
    }
    Stat stat = answer.stat();
    Ownership ownership = claim.look(stat, connection.sessionId());
    OwnNode own = claim.own();
    if (stat == null) {
      outcome.restoring();
    } else if (ownership == Ownership.OURS && own != null) {
      settled(own.found(stat), written);
    } else if (ownership == Ownership.SUCCESSOR) {
      replaced();
    } else if (closing) {
      claim.settleForRemoval(ownership == Ownership.PREDECESSOR ? null : OwnNode.of(stat, 0));
    } else {
      outcome.restoring();
      replace(stat, ownership == Ownership.PREDECESSOR, desired);
    }
  }

  /** Somebody else was there before the request. */
  private static boolean isConflict(Code code) {
    return code == Code.BADVERSION || code == Code.NODEEXISTS;
  }

  private void settled(OwnNode own, Desired value) {
    claim.settle(own);
    written = value;
    refusals.forget();
    retry.reset();
    outcome.registered(own.revision());
  }

  private void failed(Code code, Desired value) {
    CoordinationException refusal = refusals.of(code);
    retry.begin(this::step);
    if (refusal != null) {
      if (claim.own() != null && desired.revision() == value.revision()) {
        desired = written; // the update is given up, not the registration
      }
      outcome.refused(value.revision(), written, refusal);
    }
  }

  /**
   * The reply is worked off before the next step, and the step never starts from inside a reply.
   */
  private void send(Consumer<Consumer<Answer>> request, Consumer<Answer> then) {
    busy = true;
    request.accept(
        answer -> {
          busy = false;
          if (!ended) {
            then.accept(answer);
            step();
          }
        });
  }

  private void onNodeEvent() {
    claim.doubt();
    step();
  }

  private void onConnection(ConnectionState state) {
    if (ended) {
      return;
    }
    switch (state) {
      case CONNECTING -> {}
      case CONNECTED -> {
        claim.doubt();
        retry.reset();
        step();
      }
      case SUSPENDED -> {
        outcome.suspect();
        leaveRemovalToTheBackground();
      }
      case LOST -> {
        outcome.restoring();
        leaveRemovalToTheBackground();
      }
      case CLOSED -> {
        outcome.abandoned(); // the client is closed, and the session with it
        end();
      }
    }
  }

  private void leaveRemovalToTheBackground() {
    if (closing) {
      outcome.removalDelayed();
    }
  }

  private void replaced() {
    log.warn("{} was taken by a newer registration with the same id; this one ends.", node.path());
    outcome.replaced();
    node.unwatch();
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (connectionChanges != null) {
        connectionChanges.close();
      }
      outcome.ended();
    }
  }
}
