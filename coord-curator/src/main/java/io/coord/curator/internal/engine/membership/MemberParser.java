package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import org.jspecify.annotations.Nullable;

/**
 * Turns a service's nodes into members. A node that cannot be a member is left out and named in the
 * log once, however often the service is read. Thread-safe.
 */
final class MemberParser {

  private static final Log log = Log.of(MemberParser.class);

  private final String service;
  private final InstanceFormat format;
  private final KnownPath known;

  MemberParser(String service, InstanceFormat format, KnownPath known) {
    this.service = service;
    this.format = format;
    this.known = known;
  }

  /** The member, or null if the node's name cannot be an id. */
  @Nullable Member parse(String name, NodeStat stat, byte[] data) {
    try {
      return read(name, NodeNames.decode(name), stat, data);
    } catch (IllegalArgumentException e) {
      warnOnce(name, e.getMessage());
      return null;
    }
  }

  private Member read(String name, String id, NodeStat stat, byte[] data) {
    try {
      return Member.of(name, id, format.read(service, id, data), stat);
    } catch (Error e) { // from the codec, whose wrapper logs it
      return Member.of(name, id, format.raw(service, id, data), stat).asProvisional();
    }
  }

  void unreadable(String name) {
    warnOnce(name, "this client has no permission to read it");
  }

  private void warnOnce(String name, @Nullable String reason) {
    if (known.isToBeLogged(name)) {
      log.warn(
          "Node '{}' of service '{}' is not shown as a member: {}",
          name,
          service,
          reason == null ? "?" : reason);
    }
  }
}
