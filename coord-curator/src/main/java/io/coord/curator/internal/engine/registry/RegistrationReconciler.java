package io.coord.curator.internal.engine.registry;

import io.coord.ConnectionState;
import io.coord.CoordinationException;
import io.coord.Subscription;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.RecoveryLog;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Brings one instance's node to the desired state, in a loop: observe, decide, send, observe.
 *
 * <p>Whatever happens (a reply, a watch event, a change of the connection, a new desired value, the
 * end of a delay) only changes what is known. Then {@link NextRequest} decides which one request is
 * needed, if any. At most one is in flight for all {@link PathRegistrations} at the path, and
 * whatever is thrown while it is sent is its answer. After a disconnection or a watch event,
 * nothing is taken for granted: the registration looks at the node, and writes nothing if the node
 * is still its own (hazard R4).
 *
 * <p>All fields that are not final are confined to {@code serial}.
 */
final class RegistrationReconciler {

  private static final Log log = Log.of(RegistrationReconciler.class);

  private final SessionPort session;
  private final PathRegistrations siblings;
  private final Executor serial;
  private final InstancePort node;
  private final FirstLook firstLook;
  private final RegistrationRetry retry;
  private final RegistrationOutcome outcome;
  private final OutcomeReport report;
  private final Goal goal;
  private final ObservedState observed;

  private @Nullable Subscription connectionChanges; // null until the first task has run
  private long epoch; // of the connection, when something was last decided
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
    this.siblings = siblings;
    this.serial = siblings.executor();
    this.node = nodes.open(path, serial, this::onNodeEvent);
    this.firstLook = new FirstLook(nodes, session.threads().timer(), serial, this::onNodeEvent);
    this.retry = new RegistrationRetry(path, session.threads(), serial, siblings::request);
    this.outcome = outcome;
    this.report = new OutcomeReport(outcome, lossLog, path);
    this.goal = new Goal(first);
    this.observed = new ObservedState(stat -> siblings.isOfSibling(this, stat));
    // In a task, so that no state is reported before this object is complete.
    serial.execute(
        () -> {
          siblings.add(this);
          connectionChanges = session.observe(serial, this::onConnection);
        });
  }

  /** Makes this the desired value. */
  void desire(DesiredState next) {
    serial.execute(
        () -> {
          if (goal.desire(next)) {
            siblings.request();
          }
        });
  }

  /** Removes the node, if it is ours, and ends. */
  void close() {
    serial.execute(
        () -> {
          if (goal.remove()) {
            retry.forgetFailures();
          }
          retry.hurry();
          if (!session.isConnected()) {
            outcome.removalDelayed();
          }
          siblings.request();
        });
  }

  /** Whether others may have seen a node of this registration. On any thread. */
  boolean mayHaveBeenSeen() {
    return observed.mayHaveBeenSeen();
  }

  /** Decides on the one request that is needed now, if any, and sends it. */
  @Nullable CompletionStage<?> next() {
    if (ended) {
      return null;
    }
    doubtAfterReconnection();
    Request request = goal.next(observed);
    if (request == null && goal.isRemoval()) {
      end();
    }
    if (request == null || retry.isWaiting() || !session.canSend()) {
      return null;
    }
    return send(request);
  }

  /**
   * The connection may have been lost and be back, perhaps in another session, before this executor
   * has been told: what is known may be of the former one.
   */
  private void doubtAfterReconnection() {
    long present = session.connectionEpoch();
    if (present != epoch) {
      epoch = present;
      observed.doubt();
    }
  }

  /** The answer is taken before the next request is decided on. */
  private CompletionStage<?> send(Request request) {
    if (request instanceof Request.Look) {
      firstLook.cancel();
    }
    CompletableFuture<Answer> reply = new CompletableFuture<>();
    // Before the start: otherwise a reply could be queued behind a later watch event.
    CompletableFuture<Void> done =
        reply.thenAcceptAsync(answer -> onAnswer(request, answer), serial);
    request.start(observed, node, reply);
    return done;
  }

  private void onAnswer(Request request, Answer answer) {
    if (ended) {
      return;
    }
    try {
      follow(request.onAnswer(observed, answer), request.value(), answer);
    } catch (RuntimeException | Error e) {
      log.error("A reply about {} could not be processed; its node is checked.", node.path(), e);
      observed.doubt();
      retry.afterFailure();
    }
    siblings.request();
  }

  /** Acts on the answer to a request that should write that value, or none. */
  private void follow(Finding finding, @Nullable DesiredState value, Answer answer) {
    switch (finding) {
      case INCONCLUSIVE -> {}
      case CREATED -> {
        siblings.committed(this);
        settled(value);
        firstLook.afterCreation(observed);
      }
      case OURS -> settled(value);
      case MISSING -> restoring();
      case TAKEN -> replaced();
      case REMOVED -> {
        if (answer.code() == ReplyCode.OK) {
          node.watchHasFired();
        }
        end();
      }
      case FAILED -> failed(answer, value == null ? goal.desired() : value);
      case NOT_REMOVED -> {
        if (retry.afterFailedRemoval(answer)) {
          outcome.removalDelayed();
        }
      }
    }
  }

  private void settled(@Nullable DesiredState value) {
    long revision = Objects.requireNonNull(observed.own()).revision();
    if (goal.onSettled(value, revision)) {
      retry.afterSuccess();
    }
    report.registered(revision);
  }

  private void restoring() {
    report.restoring(observed.isEstablished() && !goal.isRemoval());
  }

  private void failed(Answer answer, DesiredState value) {
    CoordinationException refusal = retry.afterFailure(answer);
    if (refusal != null) {
      if (observed.isEstablished()) {
        goal.giveUp(value);
      }
      outcome.refused(value.revision(), goal.written(), refusal);
    }
  }

  private void onNodeEvent() {
    observed.doubt();
    siblings.request();
  }

  private void onConnection(ConnectionState state) {
    if (ended) {
      return;
    }
    switch (state) {
      case CONNECTING -> {}
      case CONNECTED -> {
        observed.doubt();
        retry.onConnected();
        siblings.request();
      }
      case SUSPENDED, LOST -> {
        if (state == ConnectionState.LOST) {
          restoring();
        } else {
          outcome.suspect();
        }
        if (goal.isRemoval()) {
          outcome.removalDelayed();
        }
      }
      case CLOSED -> {
        outcome.abandoned(); // the client is closed, and the session with it
        end();
      }
    }
  }

  /** A newer registration of this Coordination has its node; what ours may have left is gone. */
  void onNewerCommitted() {
    if (observed.isEstablished()) {
      replaced();
    } else {
      observed.replaced();
      siblings.request(); // unless it is being withdrawn, it takes its turn, and is then the newest
    }
  }

  boolean owns(NodeStat stat) {
    OwnNode own = observed.own();
    return own != null && own.is(stat);
  }

  private void replaced() {
    report.replaced();
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
