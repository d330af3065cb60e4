package io.coord.curator.internal.engine.election;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.IndeterminateException;
import io.coord.LeaseNotHeldException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.PayloadWriter;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.SoleLock;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.ServiceInstance;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * What everybody sees of the leader in one term: the data of its contender's node. A write goes
 * through the handle that created the node, so in its session, and in order; after a lost reply the
 * same is written again, which changes nothing if it was written before.
 */
final class Announcement {

  private static final long ASK_AGAIN_MILLIS = 50;
  private static final long LOOK_MILLIS = 50;

  private final SessionPort session;
  private final SoleLock lock;
  private final Lease lease;
  private final PayloadWriter writer;
  private final ReentrantLock writing = new ReentrantLock(true);

  @GuardedBy("this")
  private ServiceInstance desired;

  Announcement(
      SessionPort session,
      SoleLock lock,
      Lease lease,
      PayloadWriter writer,
      ServiceInstance first) {
    this.session = session;
    this.lock = lock;
    this.lease = lease;
    this.writer = writer;
    this.desired = first;
  }

  /** Returns once the change is committed. */
  void change(UnaryOperator<ServiceInstance> change) throws InterruptedException {
    Objects.requireNonNull(change, "change");
    new Calls(session).requireThreadThatMayWait(action());
    requireOpen();
    ServiceInstance before;
    ServiceInstance next;
    do {
      before = desired();
      next = changed(change, before);
      byte[] unused = writer.write(next); // fails before anything is sent
    } while (!replace(before, next));
    Deadline deadline = Deadline.after(session.operationTimeout());
    if (!writing.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
      throw noTurn(); // it stays desired: who writes now may have included it
    }
    try {
      write(deadline);
    } catch (RuntimeException e) {
      if (!(e instanceof IndeterminateException)) {
        replace(next, before);
      }
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private synchronized ServiceInstance desired() {
    return desired;
  }

  /** False if another change came in between. */
  @SuppressWarnings("ReferenceEquality") // a change from one value to an equal one is a change
  private synchronized boolean replace(ServiceInstance before, ServiceInstance next) {
    boolean unchanged = desired == before;
    if (unchanged) {
      desired = next;
    }
    return unchanged;
  }

  private static ServiceInstance changed(
      UnaryOperator<ServiceInstance> change, ServiceInstance before) {
    ServiceInstance next = Objects.requireNonNull(change.apply(before), "changed instance");
    if (!next.service().equals(before.service()) || !next.id().equals(before.id())) {
      throw new IllegalArgumentException(
          "An announcement must not change the service or the id of the leader: %s/%s became %s/%s."
              .formatted(before.service(), before.id(), next.service(), next.id()));
    }
    return next;
  }

  /** Writes what is desired by now, which may be a later change. */
  private void write(Deadline deadline) throws InterruptedException {
    while (true) {
      ReplyCode code = send(deadline);
      if (code == ReplyCode.OK) {
        return;
      }
      requireOpen();
      if (code == ReplyCode.NONODE) {
        throw over();
      }
      if (!code.isTransient()) {
        throw Failures.translate(code, Intent.WRITE, action());
      }
      if (deadline.remainingMillis() <= ASK_AGAIN_MILLIS) {
        throw noReply();
      }
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS); // disconnected: the handle fails at once
    }
  }

  /** Does not wait for a reply that can have no meaning any more. */
  private ReplyCode send(Deadline deadline) throws InterruptedException {
    var reply = lock.write(lease, writer.write(desired()));
    while (true) {
      try {
        return reply.get(
            Math.max(1, Math.min(LOOK_MILLIS, deadline.remainingMillis())), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        requireOpen();
        if (deadline.passed()) {
          throw noReply();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("Could not " + action(), e.getCause());
      }
    }
  }

  private void requireOpen() {
    if (session.whenClosed().isDone()) {
      throw new IllegalStateException("This Coordination, or its client, is closed.");
    }
    if (lease.state() == LeaseState.LOST || lease.state() == LeaseState.RELEASED) {
      throw over();
    }
  }

  private LeaseNotHeldException over() {
    return new LeaseNotHeldException(
        "Could not %s: its term is over (%s).".formatted(action(), lease.state()));
  }

  private IndeterminateException noReply() {
    return new IndeterminateException(
        "Could not %s within %s: the reply was lost. It may have happened, or happen with the next change."
            .formatted(action(), session.operationTimeout()));
  }

  private IndeterminateException noTurn() {
    return new IndeterminateException(
        "Could not %s within %s: another change was still being written. It may have happened, or happen with the next change."
            .formatted(action(), session.operationTimeout()));
  }

  private String action() {
    return "announce a change of the leader of election '%s'".formatted(lease.lockName());
  }
}
