package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request about a registration's node, and the meaning of its answer. {@link NextRequest} decides
 * which one is needed.
 */
sealed interface Request {

  /** Sends it. If it puts a node there, others may see the node from now on. */
  void send(ObservedState observed, InstancePort node, Consumer<Answer> then);

  /** The same; whatever is thrown in the process is the answer. */
  default void start(ObservedState observed, InstancePort node, CompletableFuture<Answer> reply) {
    try {
      send(observed, node, reply::complete);
    } catch (Throwable e) {
      reply.complete(Answer.refused(e));
    }
  }

  /** Records what the answer says about the node, and returns what follows for the registration. */
  Finding onAnswer(ObservedState observed, Answer answer);

  /** The value that it writes; null if it writes none. */
  default @Nullable DesiredState value() {
    return null;
  }

  /** Somebody else was there before the request. */
  private static boolean isConflict(ReplyCode code) {
    return code == ReplyCode.BADVERSION || code == ReplyCode.NODEEXISTS;
  }

  /** Looks at the node, and leaves a watch. */
  record Look() implements Request {

    @Override
    public void send(ObservedState observed, InstancePort node, Consumer<Answer> then) {
      node.look(observed.isUnanswered(), then);
    }

    @Override
    public Finding onAnswer(ObservedState observed, Answer answer) {
      if (answer.code() != ReplyCode.OK && answer.code() != ReplyCode.NONODE) {
        return Finding.FAILED;
      }
      return switch (observed.look(answer.stat(), answer.session())) {
        case OURS -> Finding.OURS;
        case SUCCESSOR -> Finding.TAKEN;
        case ABSENT, STALE, UNCERTAIN, PREDECESSOR -> Finding.MISSING;
      };
    }
  }

  /** Creates the parents that are missing. */
  record CreateParents() implements Request {

    @Override
    public void send(ObservedState observed, InstancePort node, Consumer<Answer> then) {
      node.createParents(then);
    }

    @Override
    public Finding onAnswer(ObservedState observed, Answer answer) {
      boolean made = answer.code() == ReplyCode.OK || answer.code() == ReplyCode.NONODE;
      observed.triedParents(made);
      return made ? Finding.INCONCLUSIVE : Finding.FAILED;
    }
  }

  /** Creates the node where there is none. */
  record Create(DesiredState value) implements Request {

    @Override
    public void send(ObservedState observed, InstancePort node, Consumer<Answer> then) {
      observed.begin();
      node.create(value.payload(), then);
    }

    @Override
    public Finding onAnswer(ObservedState observed, Answer answer) {
      if (observed.foundParentsMissing(answer.code())) {
        return Finding.INCONCLUSIVE;
      }
      return onPut(observed, answer, Attempt.toCreate(answer.session()), value);
    }
  }

  /** Replaces a node that is not certainly ours by one that is. */
  record Replace(Obstacle obstacle, DesiredState value) implements Request {

    @Override
    public void send(ObservedState observed, InstancePort node, Consumer<Answer> then) {
      observed.begin();
      node.replace(obstacle.version(), value.payload(), then);
    }

    @Override
    public Finding onAnswer(ObservedState observed, Answer answer) {
      Attempt attempt = new Attempt(answer.session(), obstacle.czxid(), obstacle.ofAnother());
      return onPut(observed, answer, attempt, value);
    }
  }

  /** Writes our node. */
  record Write(OwnNode own, DesiredState value) implements Request {

    @Override
    public void send(ObservedState observed, InstancePort node, Consumer<Answer> then) {
      node.write(value.payload(), own.version(), then);
    }

    @Override
    public Finding onAnswer(ObservedState observed, Answer answer) {
      OwnNode written =
          answer.stat() == null
              ? null
              : own.written(answer.stat(), answer.session(), value.revision());
      if (written != null) {
        observed.settle(written);
        return Finding.OURS;
      }
      if (answer.stat() != null && !own.is(answer.stat())) {
        return Finding.TAKEN; // we have overwritten the newer one's data; it will repair that
      }
      observed.doubt();
      boolean moved = isConflict(answer.code()) || answer.code() == ReplyCode.NONODE;
      return moved ? Finding.INCONCLUSIVE : Finding.FAILED;
    }
  }

  /** Deletes a node that is or may be ours. */
  record Delete(int version) implements Request {

    @Override
    public void send(ObservedState observed, InstancePort node, Consumer<Answer> then) {
      node.delete(version, then);
    }

    @Override
    public Finding onAnswer(ObservedState observed, Answer answer) {
      if (answer.code() == ReplyCode.OK || answer.code() == ReplyCode.NONODE) {
        return Finding.REMOVED;
      }
      observed.doubt();
      return isConflict(answer.code()) ? Finding.INCONCLUSIVE : Finding.NOT_REMOVED;
    }
  }

  /** Takes the answer to a request that puts our node there. */
  private static Finding onPut(
      ObservedState observed, Answer answer, Attempt attempt, DesiredState value) {
    OwnNode created =
        answer.stat() == null
            ? null
            : OwnNode.created(answer.stat(), answer.session(), value.revision());
    if (created != null) {
      observed.put(created);
      return Finding.CREATED;
    }
    if (answer.stat() != null || (answer.code().isTransient() && answer.session() != 0)) {
      observed.unanswered(attempt);
      return Finding.FAILED;
    }
    observed.didNothing(); // the look that follows shows what is there
    boolean gone = attempt.replaced() != 0 && answer.code() == ReplyCode.NONODE;
    return gone || isConflict(answer.code()) ? Finding.INCONCLUSIVE : Finding.FAILED;
  }
}
