package io.coord.curator.simulation.process;

import io.coord.IndeterminateException;
import io.coord.RejectedException;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One registration, from the call of {@code registerAsync} to its end, and what it is told. */
final class Registrant {

  private static final Map<RegistrationState, Set<RegistrationState>> NEXT =
      Map.of(
          RegistrationState.REGISTERED,
          EnumSet.complementOf(EnumSet.of(RegistrationState.REGISTERED)),
          RegistrationState.SUSPECT,
          EnumSet.complementOf(EnumSet.of(RegistrationState.SUSPECT)),
          RegistrationState.RESTORING,
          EnumSet.of(
              RegistrationState.REGISTERED, RegistrationState.REPLACED, RegistrationState.CLOSED),
          RegistrationState.REPLACED,
          EnumSet.of(RegistrationState.CLOSED),
          RegistrationState.CLOSED,
          EnumSet.noneOf(RegistrationState.class));

  private final ServiceProcess process;
  private final ServiceProcess.Coordination coordination;
  private final TrackedService service;
  private final String id;
  private final String key;
  private final CommittedHistory history;
  private final Journal journal;
  private final CompletableFuture<Registration> future;
  private ServiceInstance desired;
  private int revisions = 1;
  private Registration registration; // null until it is committed
  private long establishedAt; // the czxid of the node that it learned of first; 0 if none
  private RegistrationState told; // null until it is committed
  private boolean rejectable; // an update may have been
  private long replacedAt; // the zxid that was committed by then
  private boolean closed;
  private String violation; // null if there is none

  /** Registers. */
  Registrant(
      ServiceProcess.Coordination coordination,
      TrackedService service,
      String id,
      String key,
      Journal journal) {
    this.process = coordination.process();
    this.coordination = coordination;
    this.id = id;
    this.key = key;
    this.service = service;
    this.history = service.history();
    this.journal = journal;
    this.desired = ServiceInstance.builder(service.name()).id(id).address(key + ".1").build();
    this.rejectable = coordination.session().plugInsMayFail();
    journal.note(process, "registers " + id, key);
    this.future = coordination.registry().registerAsync(desired);
    var unused = future.whenComplete(this::onEnd);
  }

  private void onEnd(Registration committed, Throwable failure) {
    if (committed != null) {
      registration = committed;
      establishedAt = history.lastCreation(key);
      var unused = committed.subscribe((same, state) -> onState(state));
    } else if (SomeFormat.isSimulated(failure)
        || (failure instanceof RejectedException && SomeFormat.isSimulated(failure.getCause()))) {
      closed = true; // nothing was sent
    } else if (!closed) {
      violation = "the future failed: " + failure;
    }
  }

  private void onState(RegistrationState state) {
    journal.note(process, key + " is told " + state, this);
    if (told != null && !NEXT.get(told).contains(state)) {
      violation = "%s after %s".formatted(state, told);
    }
    if (state == RegistrationState.REPLACED) {
      replacedAt = history.committed();
    }
    told = state;
  }

  /** Writes another value, if it can. */
  void update() {
    RegistrationState state = registration == null ? null : registration.state();
    if (state == null || state == RegistrationState.REPLACED || closed) {
      return;
    }
    String next = key + "." + ++revisions;
    journal.note(process, "updates " + id, next);
    ServiceInstance former = desired;
    desired = desired.toBuilder().address(next).build();
    ServiceInstance value = desired;
    try {
      registration.update(before -> value);
      onAccepted();
    } catch (IndeterminateException e) {
      onAccepted(); // it goes on: calls wait for no time at all here
    } catch (OutOfMemoryError e) {
      desired = former; // of the codec, which was asked first
    } catch (InterruptedException e) {
      violation = "interrupted";
    }
  }

  /** No matter what was rejected before. */
  private void onAccepted() {
    rejectable = coordination.session().plugInsMayFail();
  }

  /** Closes it, or cancels its future while there is none. */
  void close() {
    if (!closed) {
      closed = true;
      journal.note(process, registration == null ? "cancels" : "closes", this);
      if (registration == null) {
        future.cancel(false);
      } else {
        registration.close();
      }
    }
  }

  /** Its registry is closed. */
  void closedWithRegistry() {
    closed = true;
  }

  ServiceProcess.Coordination coordination() {
    return coordination;
  }

  ServiceProcess process() {
    return process;
  }

  TrackedService service() {
    return service;
  }

  String id() {
    return id;
  }

  String key() {
    return key;
  }

  /** What it wants, unless a plug-in of the client has thrown, and that was not written then. */
  String desired() {
    return rejectable && registration != null
        ? registration.instance().address()
        : desired.address();
  }

  /** Its updates may be rejected from now on, which nobody waits to be told. */
  void rejectable() {
    rejectable = true;
  }

  boolean isLive() {
    return !closed && !process.isCrashed();
  }

  /** As the application sees it; null if it was never committed. */
  RegistrationState state() {
    return registration == null ? null : registration.state();
  }

  /** Whether it has been told that it is replaced. */
  boolean wasReplaced() {
    return replacedAt > 0;
  }

  /** The czxid of the first node that it knows to be its own; 0 while it knows of none. */
  long establishedAt() {
    return establishedAt;
  }

  /** What is wrong, whatever happens; null if nothing. */
  String violation() {
    if (violation == null
        && told == RegistrationState.REPLACED
        && history.lastCreation(key) > replacedAt) {
      return "REPLACED, but it has created a node since";
    }
    return violation;
  }

  @Override
  public String toString() {
    return "%s[%s, %s, wants %s%s]"
        .formatted(key, id, state(), desired(), closed ? ", closed" : "");
  }
}
