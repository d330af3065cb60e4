package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** The only class that translates ZooKeeper's replies into the engines' types. */
public final class Replies {

  private static final Map<Code, ReplyCode> CODES = new EnumMap<>(Code.class);

  static {
    for (ReplyCode known : ReplyCode.values()) {
      for (Code code : Code.values()) {
        if (code.name().equals(known.name())) {
          CODES.put(code, known);
        }
      }
    }
  }

  private Replies() {}

  /**
   * The reply's code; one that this version of the client does not know counts as a system error.
   */
  public static ReplyCode code(int rc) {
    try {
      return code(Code.get(rc));
    } catch (IllegalArgumentException e) {
      return ReplyCode.SYSTEMERROR;
    }
  }

  /** The same code; one that Coord does not know counts as a system error. */
  public static ReplyCode code(Code code) {
    return CODES.getOrDefault(code, ReplyCode.SYSTEMERROR);
  }

  /** ZooKeeper's exception for that code, to be thrown to Curator. */
  public static KeeperException exception(ReplyException failure, String path) {
    return KeeperException.create(Code.valueOf(failure.code().name()), path);
  }

  /** A node's stat. */
  public static NodeStat stat(Stat stat) {
    return new NodeStat(
        stat.getCzxid(),
        stat.getMzxid(),
        stat.getPzxid(),
        stat.getCtime(),
        stat.getMtime(),
        stat.getVersion(),
        stat.getEphemeralOwner(),
        stat.getNumChildren());
  }

  /** The same, or null if the reply had none. */
  public static @Nullable NodeStat statOrNull(@Nullable Stat stat) {
    return stat == null ? null : stat(stat);
  }
}
