package io.coord.curator.internal.engine.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.engine.membership.MembershipView;
import io.coord.curator.internal.support.Threads;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a registry has handed out and must close when it is closed. */
final class RegistryTable {

  /** What was open when the table was closed. */
  record Open(List<MembershipView> views, List<RegistrationImpl> registrations) {}

  private final Threads threads;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Set<RegistrationImpl> registrations = new LinkedHashSet<>();

  @GuardedBy("monitor")
  private final Map<String, PathRegistrations> byPath = new HashMap<>();

  @GuardedBy("monitor")
  private final Set<MembershipView> views = new LinkedHashSet<>();

  @GuardedBy("monitor")
  private boolean closed;

  RegistryTable(Threads threads) {
    this.threads = threads;
  }

  /** Adds a registration, created with those that this Coordination has at the same path. */
  RegistrationImpl add(String path, Function<PathRegistrations, RegistrationImpl> factory) {
    synchronized (monitor) {
      requireOpen();
      PathRegistrations known = byPath.get(path);
      PathRegistrations siblings = known != null ? known : new PathRegistrations(threads);
      RegistrationImpl registration = factory.apply(siblings);
      registrations.add(registration);
      byPath.put(path, siblings);
      siblings.admit();
      return registration;
    }
  }

  MembershipView add(Supplier<MembershipView> factory) {
    synchronized (monitor) {
      requireOpen();
      MembershipView view = factory.get();
      views.add(view);
      return view;
    }
  }

  void remove(RegistrationImpl registration) {
    synchronized (monitor) {
      registrations.remove(registration);
      byPath.computeIfPresent(registration.path(), (path, all) -> all.dismiss() ? null : all);
    }
  }

  void remove(MembershipView view) {
    synchronized (monitor) {
      views.remove(view);
    }
  }

  /** Accepts nothing more. What is open removes itself as it ends. */
  Open close() {
    synchronized (monitor) {
      closed = true;
      return new Open(List.copyOf(views), List.copyOf(registrations));
    }
  }

  void requireOpen() {
    synchronized (monitor) {
      if (closed) {
        throw new IllegalStateException("This Coordination is closed.");
      }
    }
  }
}
