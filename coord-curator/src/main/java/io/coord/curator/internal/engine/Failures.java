package io.coord.curator.internal.engine;

import io.coord.CoordinationException;
import io.coord.IndeterminateException;
import io.coord.RejectedException;
import io.coord.UnavailableException;

/** The only place where a failed request becomes one of Coord's exceptions. */
public final class Failures {

  private Failures() {}

  /** What a request was for; this decides what a lost reply means. */
  public enum Intent {
    READ,
    WRITE
  }

  /**
   * The exception for a request that failed for good.
   *
   * @param action what was tried, to continue "Could not …", for example "read /services/orders"
   */
  public static CoordinationException translate(ReplyCode code, Intent intent, String action) {
    return switch (code) {
      case NOAUTH, INVALIDACL, AUTHFAILED ->
          new RejectedException(
              "Could not %s: permission denied (%s). Check the node's ACL and the client's authentication."
                  .formatted(action, code));
      case QUOTAEXCEEDED ->
          new RejectedException("Could not %s: the quota is exceeded.".formatted(action));
      case NONODE ->
          new RejectedException(
              "Could not %s: a parent node does not exist. If the connect string ends in a chroot, create that node first."
                  .formatted(action));
      case NOTEMPTY ->
          new RejectedException(
              "Could not %s: a node with children is in the way. Delete it, or use another id."
                  .formatted(action));
      case NOCHILDRENFOREPHEMERALS ->
          new RejectedException(
              "Could not %s: an ephemeral node stands where a parent is needed.".formatted(action));
      default -> {
        if (!code.isTransient()) {
          yield new RejectedException("Could not %s: %s.".formatted(action, code));
        }
        yield intent == Intent.WRITE
            ? new IndeterminateException(
                "Could not %s: the reply was lost (%s). It may have happened."
                    .formatted(action, code))
            : new UnavailableException(
                "Could not %s: ZooKeeper cannot be reached (%s).".formatted(action, code));
      }
    };
  }

  /**
   * The exception for what one of the client's plug-ins (ACL provider, schema, compression) threw,
   * even an Error: nothing was sent, and a retry is useless.
   *
   * @param action what was tried, to continue "Could not …"
   */
  public static RejectedException pluggedIn(Throwable thrown, String action) {
    return new RejectedException(
        "Could not %s: a plug-in of the Curator client failed (%s).".formatted(action, thrown),
        thrown);
  }

  /** The exception for a list of children that does not fit into a reply. */
  public static RejectedException listTooLong(String path, int children, int juteMaxBuffer) {
    return new RejectedException(
        "Could not list %s: the names of its %d children do not fit into jute.maxbuffer (%d bytes). Raise jute.maxbuffer on clients and servers, use shorter ids, or split the service."
            .formatted(path, children, juteMaxBuffer));
  }
}
