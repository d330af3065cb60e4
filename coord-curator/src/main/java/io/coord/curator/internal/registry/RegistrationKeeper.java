package io.coord.curator.internal.registry;

import io.coord.ConnectionState;
import io.coord.CoordinationException;
import io.coord.Subscription;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Reply;
import io.coord.curator.internal.support.RetryDelay;
import io.coord.curator.internal.support.SerialExecutor;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;

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

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  private final Connection connection;
  private final SerialExecutor serial;
  private final InstanceNode node;
  private final RegistrationOutcome outcome;
  private final RetryDelay retry;
  private final Refusals refusals;
  private final Claim claim = new Claim();
  private final Subscription connectionChanges;

  private Desired desired;
  private Desired written; // what our node last held
  private boolean busy; // a request is under way
  private boolean closing;
  private boolean ended;

  RegistrationKeeper(
      Connection connection, String path, Desired first, RegistrationOutcome outcome) {
    this.connection = connection;
    this.serial = new SerialExecutor(connection.threads().engine());
    this.node = new InstanceNode(connection, path, serial, this::onNodeEvent);
    this.outcome = outcome;
    this.retry = new RetryDelay(connection.threads().timer(), serial, LONGEST_DELAY);
    this.refusals = new Refusals(path);
    this.desired = first;
    this.written = first;
    this.connectionChanges = connection.monitor().observe(serial, this::onConnection);
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

  /** Another registration of this process has the same id, and is newer. */
  void yieldToSuccessor() {
    serial.execute(this::replaced);
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
      end();
    } else if (retry.isWaiting() || !connection.monitor().isConnected()) {
      return;
    } else if (claim.isInDoubt()) {
      send(node::look, this::onLook);
    } else if (own == null) {
      create(desired);
    } else if (closing) {
      delete(own);
    } else if (own.revision() != desired.revision()) {
      write(own, desired);
    }
  }

  private void create(Desired value) {
    claim.begin(Attempt.in(connection.sessionId(), 0, value));
    send(
        then -> node.create(value.payload(), then),
        reply -> {
          switch (reply.code()) {
            case OK -> settled(OwnNode.of(reply.stat(), value.revision()), value);
            case NODEEXISTS -> {} // the look that follows tells whose
            default -> failed(reply.code(), value);
          }
        });
  }

  private void replace(Stat stat, Desired value) {
    claim.begin(Attempt.in(connection.sessionId(), stat.getCzxid(), value));
    send(
        then -> node.replace(stat.getVersion(), value.payload(), then),
        reply -> {
          switch (reply.code()) {
            case OK, BADVERSION, NONODE, NODEEXISTS -> {} // the look that follows tells
            default -> failed(reply.code(), value);
          }
        });
  }

  private void write(OwnNode target, Desired value) {
    send(
        then -> node.write(value.payload(), target.version(), then),
        reply -> {
          switch (reply.code()) {
            case OK -> settled(OwnNode.of(reply.stat(), value.revision()), value);
            case BADVERSION, NONODE -> claim.doubt();
            default -> {
              claim.doubt();
              failed(reply.code(), value);
            }
          }
        });
  }

  private void delete(OwnNode target) {
    send(
        then -> node.delete(target.version(), then),
        reply -> {
          switch (reply.code()) {
            case OK, NONODE -> end();
            case BADVERSION -> claim.doubt();
            default -> {
              claim.doubt();
              failed(reply.code(), desired);
            }
          }
        });
  }

  private void onLook(Reply reply) {
    if (reply.code() != Code.OK && reply.code() != Code.NONODE) {
      failed(reply.code(), desired);
      return;
    }
    Stat stat = reply.ok() ? reply.stat() : null;
    Ownership ownership = claim.look(stat, connection.sessionId());
    OwnNode own = claim.own();
    if (stat == null) {
      outcome.restoring();
    } else if (ownership == Ownership.OURS && own != null) {
      settled(own.found(stat), written);
    } else if (ownership == Ownership.ATTEMPTED) {
      Desired attempted = claim.attempted();
      settled(OwnNode.of(stat, attempted.revision()), attempted);
    } else if (ownership == Ownership.SUCCESSOR) {
      replaced();
    } else if (closing) {
      claim.settleForRemoval(ownership == Ownership.STALE ? OwnNode.of(stat, 0) : null);
    } else {
      outcome.restoring();
      replace(stat, desired);
    }
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
      claim.refused();
      if (claim.own() != null && desired.revision() == value.revision()) {
        desired = written; // the update is given up, not the registration
      }
      outcome.refused(value.revision(), written, refusal);
    }
  }

  /**
   * The reply is worked off before the next step, and the step never starts from inside a reply.
   */
  private void send(Consumer<Consumer<Reply>> request, Consumer<Reply> then) {
    busy = true;
    request.accept(
        reply -> {
          busy = false;
          if (!ended) {
            then.accept(reply);
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
      case CONNECTING, CLOSED -> {}
      case CONNECTED -> {
        claim.doubtIn(connection.sessionId());
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
    }
  }

  private void leaveRemovalToTheBackground() {
    if (closing) {
      outcome.removalDelayed();
    }
  }

  private void replaced() {
    outcome.replaced();
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      connectionChanges.close();
      node.forget();
      outcome.ended();
    }
  }
}
