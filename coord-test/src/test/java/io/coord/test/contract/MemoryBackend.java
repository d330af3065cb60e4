package io.coord.test.contract;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A backend without servers, which knows locks only, and can be made to get them wrong. */
final class MemoryBackend {

  enum Mistake {
    NONE,
    TOKENS_STAND_STILL,
    NOBODY_IS_EXCLUDED
  }

  private final Mistake mistake;
  private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();
  private final AtomicLong grants = new AtomicLong();

  MemoryBackend(Mistake mistake) {
    this.mistake = mistake;
  }

  Coordination connect() {
    return implement(
        Coordination.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "lock" -> lock((String) arguments[0]);
              case "close" -> null;
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private DistributedLock lock(String name) {
    Semaphore free =
        locks.computeIfAbsent(
            name, unused -> new Semaphore(mistake == Mistake.NOBODY_IS_EXCLUDED ? 1_000 : 1));
    return implement(
        DistributedLock.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "acquire" -> {
                free.acquire();
                yield lease(free);
              }
              case "tryAcquire" -> free.tryAcquire() ? Optional.of(lease(free)) : Optional.empty();
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private Lease lease(Semaphore free) {
    long token = mistake == Mistake.TOKENS_STAND_STILL ? 1 : grants.incrementAndGet();
    AtomicBoolean held = new AtomicBoolean(true);
    return implement(
        Lease.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "fencingToken" -> token;
              case "isHeld" -> held.get();
              case "ensureHeld" -> {
                if (!held.get()) {
                  throw new LeaseNotHeldException("released");
                }
                yield null;
              }
              case "close" -> {
                if (held.getAndSet(false)) {
                  free.release();
                }
                yield null;
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private static <T> T implement(Class<T> type, InvocationHandler methods) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, methods));
  }
}
