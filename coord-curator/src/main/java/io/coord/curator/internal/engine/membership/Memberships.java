package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.RecoveryLog;
import java.util.function.Consumer;

/** Views and single reads of one Coordination; each knows what earlier ones learnt about a path. */
public final class Memberships {

  private final SessionPort session;
  private final MembershipPort.Factory nodes;
  private final KnownPaths paths = new KnownPaths();
  private final RecoveryLog log =
      new RecoveryLog(
          Log.of(Memberships.class),
          "The view of service '{}' is stale: what it shows may be out of date.",
          "The view of service '{}' is fresh again.");

  /** Sends nothing yet. */
  public Memberships(SessionPort session, MembershipPort.Factory nodes) {
    this.session = session;
    this.nodes = nodes;
  }

  /**
   * A view of a service's instances, the children of that path. It starts to load in the
   * background.
   */
  public MembershipView open(
      String path, String service, InstanceFormat format, Consumer<MembershipView> onClose) {
    return MembershipView.open(
        session, nodes.open(path), paths.of(path), log, service, format, onClose);
  }

  /**
   * Keeps a display equal to the children of that path. Not started yet.
   *
   * @param name of what the children belong to, for the format
   */
  public MembershipEngine engine(
      String path, String name, InstanceFormat format, MembershipEngine.Display display) {
    return new MembershipEngine(session, nodes.open(path), paths.of(path), name, format, display);
  }

  /** A read of the children of that path. Sends nothing yet. */
  public FreshRead freshRead(String path) {
    return new FreshRead(session, nodes.open(path), paths.of(path));
  }
}
