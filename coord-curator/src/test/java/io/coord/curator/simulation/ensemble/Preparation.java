package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a leader makes of a write: it finds out what the write would do after all that was proposed
 * before, or why it cannot be done. The order of the checks is ZooKeeper's.
 */
final class Preparation {

  private static final int SEQUENCE_DIGITS = 10;

  private final ZnodeTree proposed;
  private final SessionTable sessions;

  /**
   * For one leader.
   *
   * @param proposed the tree with all that was proposed; what is prepared is applied to it
   */
  Preparation(ZnodeTree proposed, SessionTable sessions) {
    this.proposed = proposed;
    this.sessions = sessions;
  }

  /** The transaction for that write, failed or not. */
  Transaction prepare(long zxid, long time, long session, PendingRequest request, Request write) {
    Change change;
    Object owner = request == null ? null : request.server();
    if (write instanceof Request.Multi multi) {
      change = all(multi.writes(), new Transaction(zxid, time, session, null, request), owner);
    } else {
      change = one(write, session, owner, proposed);
    }
    Transaction transaction = new Transaction(zxid, time, session, change, request);
    proposed.apply(transaction, ZnodeTree.Observer.NONE);
    return transaction;
  }

  /** All or nothing. Each is prepared after the ones before, on a copy if need be. */
  private Change all(List<Request.Write> writes, Transaction transaction, Object owner) {
    boolean writesAny = writes.stream().anyMatch(write -> !(write instanceof Request.Check));
    ZnodeTree tree = writesAny ? proposed.copy() : proposed;
    List<Change> changes = new ArrayList<>();
    for (Request.Write write : writes) {
      Change change = one(write, transaction.session(), owner, tree);
      if (change instanceof Change.Failure) {
        return new Change.Multi(failures(writes.size(), changes.size(), change));
      }
      tree.apply(transaction, change, ZnodeTree.Observer.NONE); // a check changes nothing
      changes.add(change);
    }
    return new Change.Multi(changes);
  }

  private static List<Change> failures(int count, int failed, Change failure) {
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          i == failed
              ? failure
              : new Change.Failure(i < failed ? ReplyCode.OK : ReplyCode.RUNTIMEINCONSISTENCY));
    }
    return all;
  }

  private Change one(Request write, long session, Object owner, ZnodeTree tree) {
    try {
      return prepare(write, session, owner, tree);
    } catch (Refusal e) {
      return new Change.Failure(e.code());
    }
  }

  private Change prepare(Request write, long session, Object owner, ZnodeTree tree) throws Refusal {
    if (write instanceof Request.Create create) {
      return create(create, session, owner, tree);
    } else if (write instanceof Request.Delete delete) {
      if (session != 0) { // that of an administrator, who has none
        sessions.check(session, owner);
      }
      tree.get(ZnodeTree.parent(delete.path()));
      Znode node = tree.get(delete.path());
      checkVersion(node, delete.version());
      requireEmpty(node);
      return new Change.Delete(delete.path());
    } else if (write instanceof Request.SetData set) {
      sessions.check(session, owner);
      checkVersion(tree.get(set.path()), set.version());
      return new Change.SetData(set.path(), set.data());
    } else if (write instanceof Request.Check check) {
      sessions.check(session, owner);
      checkVersion(tree.get(check.path()), check.version());
      return new Change.Check(check.path());
    } else if (write instanceof Request.DeleteContainer delete) {
      Znode node = tree.get(delete.path());
      requireEmpty(node);
      if (node.isEphemeral()) {
        throw new Refusal(ReplyCode.BADVERSION);
      }
      return new Change.Delete(delete.path());
    } else if (write instanceof Request.CreateSession create) {
      sessions.track(session, create.timeout());
      sessions.setOwner(session, owner);
      return new Change.CreateSession(create.timeout());
    } else if (write instanceof Request.CloseSession) {
      sessions.setClosing(session);
      return new Change.CloseSession(List.copyOf(tree.ephemerals(session)));
    }
    throw new IllegalArgumentException("no write: " + write);
  }

  /** With ten digits at least, of which a minus sign is one, as ZooKeeper formats it. */
  private static String sequence(int number) {
    String digits = String.valueOf(number);
    return number >= 0 && digits.length() < SEQUENCE_DIGITS
        ? "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits
        : String.format(Locale.ENGLISH, "%010d", number);
  }

  private Change create(Request.Create create, long session, Object owner, ZnodeTree tree)
      throws Refusal {
    if (create.mode().isEphemeral()) {
      sessions.checkGlobal(session, owner);
    } else {
      sessions.check(session, owner);
    }
    Znode parent = tree.get(ZnodeTree.parent(create.path()));
    String path =
        create.mode().isSequential() ? create.path() + sequence(parent.creations()) : create.path();
    if (tree.find(path) != null) {
      throw new Refusal(ReplyCode.NODEEXISTS);
    }
    if (parent.isEphemeral()) {
      throw new Refusal(ReplyCode.NOCHILDRENFOREPHEMERALS);
    }
    long nodeOwner =
        create.mode().isContainer() ? Znode.CONTAINER : create.mode().isEphemeral() ? session : 0;
    return new Change.Create(path, create.data(), nodeOwner);
  }

  private static void checkVersion(Znode node, int expected) throws Refusal {
    if (expected != -1 && expected != node.version()) {
      throw new Refusal(ReplyCode.BADVERSION);
    }
  }

  private static void requireEmpty(Znode node) throws Refusal {
    if (!node.children().isEmpty()) {
      throw new Refusal(ReplyCode.NOTEMPTY);
    }
  }
}
