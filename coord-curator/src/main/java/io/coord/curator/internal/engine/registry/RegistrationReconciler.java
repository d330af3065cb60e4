package io.coord.curator.internal.engine.registry;

import io.coord.ConnectionState;
import io.coord.CoordinationException;
import io.coord.Subscription;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.curator.internal.support.RetryDelay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles one instance's node with what is desired.
 *
 * <p>Whatever happens (a reply, a watch event, a change of the connection, a new desired value, a
 * delay that is over) only changes what is known; then {@link #step} sends the one request that is
 * needed next, if any. At most one request is under way for all {@link PathRegistrations} at the
 * path, and whatever is thrown while it is sent is its answer. Nothing is believed across a
 * disconnection or a watch event: the node is looked at, and nothing is written if it is still ours
 * (hazard R4).
 *
 * <p>All fields that are not final are confined to {@code serial}.
 */
final class RegistrationReconciler {

  private static final Log log = Log.of(RegistrationReconciler.class);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  private static final Duration LONGEST_DELAY_OF_REMOVAL = Duration.ofMinutes(5);

  /**
   * A node that was just put there is looked at, which leaves the watch that tells of its deletion
   * or loss to another. When many are registered at once that is done only after a while: a look
   * costs as much as a creation, and would delay the others. A deletion before it is found by it.
   */
  private static final long FIRST_LOOK_MILLIS = 500;

  private final SessionPort session;
  private final InstancePort.Factory nodes;
  private final PathRegistrations siblings;
  private final Executor serial;
  private final InstancePort node;
  private final DelayedTask firstLook;
  private final RegistrationOutcome outcome;
  private final RetryDelay retry;
  private final RetryDelay removalRetry; // of a removal that is not permitted
  private final PermanentFailures refusals;
  private final RecoveryLog lossLog;
  private final ObservedState claim = new ObservedState();

  private DesiredState desired;
  private DesiredState written; // what our node last held
  private boolean parentsMissing; // the last request told so
  private boolean parentsMade; // by the last request
  private @Nullable Subscription connectionChanges; // null until the first task has run
  private boolean lost; // and not restored yet
  private boolean closing;
  private boolean ended;

  RegistrationReconciler(
      SessionPort session,
      InstancePort.Factory nodes,
      PathRegistrations siblings,
      RecoveryLog lossLog,
      String path,
      DesiredState first,
      RegistrationOutcome outcome) {
    this.session = session;
    this.nodes = nodes;
    this.siblings = siblings;
    this.serial = siblings.executor();
    this.node = nodes.open(path, serial, this::onNodeEvent);
    this.firstLook = new DelayedTask(session.threads().timer(), serial, this::onNodeEvent);
    this.outcome = outcome;
    this.retry = new RetryDelay(session.threads(), serial, LONGEST_DELAY);
    this.removalRetry = new RetryDelay(session.threads(), serial, LONGEST_DELAY_OF_REMOVAL);
    this.refusals = new PermanentFailures(path);
    this.lossLog = lossLog;
    this.desired = first;
    this.written = first;
    // By a task, so that no state is told before this object is complete.
    serial.execute(
        () -> {
          siblings.add(this);
          connectionChanges = session.observe(serial, this::onConnection);
        });
  }

  /** From now on this is desired. */
  void desire(DesiredState next) {
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
          if (!closing) {
            closing = true;
            refusals.forget(); // whatever was refused before, it was not the removal
          }
          retry.reset();
          if (!session.isConnected()) {
            outcome.removalDelayed();
          }
          step();
        });
  }

  /** Whether others may have seen a node of this registration. */
  boolean mayHaveBeenSeen() {
    return claim.mayHaveBeenSeen();
  }

  private void step() {
    siblings.request();
  }

  /** Sends the one request that is needed now, if any. */
  @Nullable CompletionStage<?> next() {
    if (ended) {
      return null;
    }
    if (closing && claim.isEmpty()) {
      end();
      return null;
    }
    if (retry.isWaiting() || removalRetry.isWaiting() || !session.canSend()) {
      return null;
    }
    if (claim.isInDoubt()) {
      return look();
    }
    return closing ? remove() : put();
  }

  private @Nullable CompletionStage<?> put() {
    OwnNode own = claim.own();
    Obstacle obstacle = claim.obstacle();
    if (parentsMissing) {
      return createParents();
    } else if (obstacle != null) {
      return replace(obstacle, desired);
    } else if (own == null) {
      return create(desired);
    } else if (own.revision() == desired.revision()) {
      return null;
    }
    return claim.isUnwatched() ? look() : write(own, desired);
  }

  /** A node that is or may be ours. */
  private @Nullable CompletionStage<?> remove() {
    OwnNode own = claim.own();
    Obstacle obstacle = claim.obstacle();
    if (obstacle != null) {
      return delete(obstacle.version());
    } else if (own == null) {
      return look(); // an answer was lost
    }
    return claim.isUnwatched() ? look() : delete(own.version());
  }

  private CompletionStage<?> look() {
    firstLook.cancel();
    boolean latest = claim.isUnanswered();
    return send(then -> node.look(latest, then), this::onLook);
  }

  private CompletionStage<?> create(DesiredState value) {
    claim.begin();
    return send(
        then -> node.create(value.payload(), then),
        answer -> {
          parentsMissing = answer.code() == ReplyCode.NONODE && !parentsMade;
          parentsMade = false;
          if (parentsMissing) {
            claim.didNothing();
            claim.foundNothing();
          } else {
            onPut(answer, Attempt.toCreate(answer.session()), value);
          }
        });
  }

  private CompletionStage<?> createParents() {
    return send(
        node::createParents,
        answer -> {
          parentsMissing = false;
          parentsMade = answer.code() == ReplyCode.OK || answer.code() == ReplyCode.NONODE;
          if (!parentsMade) {
            failed(answer, desired);
          }
        });
  }

  private CompletionStage<?> replace(Obstacle obstacle, DesiredState value) {
    claim.begin();
    return send(
        then -> node.replace(obstacle.version(), value.payload(), then),
        answer ->
            onPut(
                answer,
                new Attempt(answer.session(), obstacle.czxid(), obstacle.ofAnother()),
                value));
  }

  /** The answer to a request that puts our node there. */
  private void onPut(Answer answer, Attempt attempt, DesiredState value) {
    OwnNode created =
        answer.stat() == null
            ? null
            : OwnNode.created(answer.stat(), answer.session(), value.revision());
    if (created != null) {
      claim.put(created);
      siblings.committed(this);
      settled(created, value);
      if (nodes.isIdle()) {
        claim.doubt();
      } else {
        firstLook.runIn(FIRST_LOOK_MILLIS);
      }
    } else if (answer.stat() != null || (answer.code().isTransient() && answer.session() != 0)) {
      claim.unanswered(attempt);
      failed(answer, value);
    } else {
      claim.didNothing(); // the look that follows tells what is there
      boolean gone = attempt.replaced() != 0 && answer.code() == ReplyCode.NONODE;
      if (!gone && !isConflict(answer.code())) {
        failed(answer, value);
      }
    }
  }

  private CompletionStage<?> write(OwnNode target, DesiredState value) {
    return send(
        then -> node.write(value.payload(), target.version(), then),
        answer -> {
          OwnNode written =
              answer.stat() == null
                  ? null
                  : target.written(answer.stat(), answer.session(), value.revision());
          if (written != null) {
            claim.settle(written);
            settled(written, value);
          } else if (answer.stat() != null && !target.is(answer.stat())) {
            replaced(); // it was the newer one's data that we have overwritten; it puts them back
          } else {
            claim.doubt();
            if (!isConflict(answer.code()) && answer.code() != ReplyCode.NONODE) {
              failed(answer, value);
            }
          }
        });
  }

  private CompletionStage<?> delete(int version) {
    return send(
        then -> node.delete(version, then),
        answer -> {
          if (answer.code() == ReplyCode.OK || answer.code() == ReplyCode.NONODE) {
            if (answer.code() == ReplyCode.OK) {
              node.watchHasFired();
            }
            end();
            return;
          }
          claim.doubt();
          if (isConflict(answer.code())) {
            return; // the look that follows tells what is there
          }
          if (refusals.ofRemoval(answer)) {
            outcome.removalDelayed();
            removalRetry.begin(this::step);
          } else {
            retry.begin(this::step);
          }
        });
  }

  private void onLook(Answer answer) {
    if (answer.code() != ReplyCode.OK && answer.code() != ReplyCode.NONODE) {
      failed(answer, desired);
      return;
    }
    Ownership ownership = claim.look(answer.stat(), answer.session());
    OwnNode own = claim.own();
    if (ownership == Ownership.OURS && own != null) {
      settled(own, written);
    } else if (ownership == Ownership.SUCCESSOR) {
      replaced();
    } else if (!closing) {
      lost();
    }
  }

  /** Somebody else was there before the request. */
  private static boolean isConflict(ReplyCode code) {
    return code == ReplyCode.BADVERSION || code == ReplyCode.NODEEXISTS;
  }

  private void settled(OwnNode own, DesiredState value) {
    written = value;
    if (!closing && own.revision() == desired.revision()) { // otherwise a write is still to succeed
      refusals.forget();
      retry.reset();
    }
    if (lost) {
      lost = false;
      lossLog.back(node.path());
    }
    outcome.registered(own.revision());
  }

  /** The node is gone, or was none yet. */
  private void lost() {
    outcome.restoring();
    if (claim.isEstablished() && !closing && !lost) {
      lost = true;
      lossLog.lost(node.path());
    }
  }

  private void failed(Answer answer, DesiredState value) {
    CoordinationException refusal = refusals.of(answer);
    retry.begin(this::step);
    if (refusal != null) {
      if (claim.isEstablished() && desired.revision() == value.revision()) {
        desired = written; // the update is given up, not the registration
      }
      outcome.refused(value.revision(), written, refusal);
    }
  }

  /** The reply is worked off before the next request. */
  private CompletionStage<?> send(Consumer<Consumer<Answer>> request, Consumer<Answer> then) {
    CompletableFuture<Answer> reply = new CompletableFuture<>();
    // Before the start: otherwise a reply could be queued behind a later watch event.
    CompletableFuture<Void> done = reply.thenAcceptAsync(answer -> onAnswer(answer, then), serial);
    try {
      request.accept(reply::complete);
    } catch (RuntimeException | Error e) {
      reply.complete(Answer.refused(e));
    }
    return done;
  }

  private void onAnswer(Answer answer, Consumer<Answer> then) {
    if (ended) {
      return;
    }
    try {
      then.accept(answer);
    } catch (RuntimeException | Error e) {
      log.error("A reply about {} could not be processed; its node is checked.", node.path(), e);
      claim.doubt();
      retry.begin(this::step);
    }
    step();
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
        removalRetry.reset();
        step();
      }
      case SUSPENDED -> {
        outcome.suspect();
        leaveRemovalToTheBackground();
      }
      case LOST -> {
        lost();
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

  /** A newer one of this Coordination has its node; what ours may have left is gone. */
  void onNewerCommitted() {
    if (claim.isEstablished()) {
      replaced();
    } else {
      claim.replaced();
      step(); // if it is not being withdrawn it takes its turn, and is the newest then
    }
  }

  private void replaced() {
    log.warn("{} was taken by a newer registration with the same id; this one ends.", node.path());
    outcome.replaced();
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      siblings.remove(this);
      firstLook.cancel();
      if (connectionChanges != null) {
        connectionChanges.close();
      }
      outcome.ended();
      node.unwatch();
    }
  }
}
