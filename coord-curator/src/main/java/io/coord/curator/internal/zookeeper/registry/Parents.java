package io.coord.curator.internal.zookeeper.registry;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.registry.Answer;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;

/**
 * Creates the missing parents of a node as containers. It tries the lowest first and moves up while
 * one is missing, so that nobody needs permission to create what exists. It uses the raw handle:
 * when Curator creates parents in the background, what the ACL provider throws is lost (hazard R9).
 */
final class Parents {

  /** A parent that may be missing; its path as ZooKeeper knows it. */
  record Parent(String path, List<ACL> acl) {}

  private static final byte[] NOTHING = {};
  private static final int MOST_STEPS_PER_PARENT = 5; // somebody may delete them in the meantime

  private final ZooKeeper zooKeeper;
  private final List<Parent> parents;
  private final Consumer<Answer> then;
  private int stepsLeft; // used by one callback after another

  private Parents(ZooKeeper zooKeeper, List<Parent> parents, Consumer<Answer> then) {
    this.zooKeeper = zooKeeper;
    this.parents = parents;
    this.then = then;
    this.stepsLeft = MOST_STEPS_PER_PARENT * parents.size();
  }

  /** Replies OK once all exist, or with the first failure; NONODE also if the chroot is missing. */
  static void create(ZooKeeper zooKeeper, List<Parent> parents, Consumer<Answer> then) {
    if (parents.isEmpty()) {
      then.accept(Answer.notSent(ReplyCode.NONODE));
    } else {
      new Parents(zooKeeper, parents, then).create(parents.size() - 1);
    }
  }

  private void create(int index) {
    Parent parent = parents.get(index);
    zooKeeper.create(
        parent.path(),
        NOTHING,
        parent.acl(),
        CreateMode.CONTAINER,
        (rc, path, context, name, stat) -> onCreated(index, Replies.code(rc)),
        null);
  }

  private void onCreated(int index, ReplyCode code) {
    boolean isThere = code == ReplyCode.OK || code == ReplyCode.NODEEXISTS;
    int next = isThere ? index + 1 : index - 1;
    if (isThere && next == parents.size()) {
      answer(ReplyCode.OK);
    } else if ((isThere || code == ReplyCode.NONODE) && next >= 0 && stepsLeft-- > 0) {
      try {
        create(next);
      } catch (RuntimeException | Error e) {
        answer(ReplyCode.SYSTEMERROR);
      }
    } else {
      answer(isThere ? ReplyCode.NONODE : code);
    }
  }

  private void answer(ReplyCode code) {
    then.accept(Answer.of(code, null, zooKeeper.getSessionId()));
  }
}
