package io.coord.test.internal;

import io.coord.Coordination;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Knows the leases of a process that are open, and where each was asked for. */
public final class LeaseTracker {

  private static final int PRUNE_FROM = 1_000;

  /** A lease that is still open, and the call that asked for it. */
  public record OpenLease(String lock, Throwable askedFor) {}

  private record Tracked(String lock, Throwable askedFor) {}

  private final IdentityHashMap<Lease, Tracked> leases = new IdentityHashMap<>(); // guarded by this

  /** The Coordination, with leases that are tracked. The leases themselves are the backend's. */
  public Coordination track(Coordination coordination) {
    return proxy(Coordination.class, coordination, result -> tracked(result));
  }

  /** The leases that are neither released nor lost. */
  public synchronized List<OpenLease> open() {
    List<OpenLease> open = new ArrayList<>();
    leases.forEach(
        (lease, tracked) -> {
          if (isOpen(lease)) {
            open.add(new OpenLease(tracked.lock(), tracked.askedFor()));
          }
        });
    return open;
  }

  /** Their session has ended at the server: none of them is open, whatever the process knows. */
  synchronized void forgetAll() {
    leases.clear();
  }

  private Object tracked(Object result) {
    return result instanceof DistributedLock lock
        ? proxy(DistributedLock.class, lock, granted -> remember(lock.name(), granted))
        : result;
  }

  private Object remember(String lock, Object result) {
    Throwable here = new Throwable("acquired here");
    if (result instanceof CompletableFuture<?> future) {
      CompletableFuture<?> unused =
          future.whenComplete((granted, failure) -> add(lock, granted, here));
    } else {
      add(lock, result, here);
    }
    return result;
  }

  private synchronized void add(String lock, Object granted, Throwable here) {
    if (granted instanceof Lease lease) {
      if (leases.size() >= PRUNE_FROM) {
        leases.keySet().removeIf(old -> !isOpen(old));
      }
      leases.putIfAbsent(lease, new Tracked(lock, here));
    } else if (granted instanceof Optional<?> optional) {
      optional.ifPresent(lease -> add(lock, lease, here));
    }
  }

  private static boolean isOpen(Lease lease) {
    LeaseState state = lease.state();
    return state == LeaseState.HELD || state == LeaseState.SUSPECT;
  }

  /** What to make of the result of a call. */
  @FunctionalInterface
  private interface Result {
    Object of(Object result);
  }

  private static <T> T proxy(Class<T> type, T target, Result result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getName().equals("equals")
                    ? proxy == arguments[0]
                    : result.of(call(target, method, arguments))));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
