package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.List;

/** What a transaction does to every server's tree. */
sealed interface Change {

  /** A node, with its number if it has one. */
  record Create(String path, byte[] data, long owner) implements Change {}

  record Delete(String path) implements Change {}

  record SetData(String path, byte[] data) implements Change {}

  /** Nothing: a check that passed. */
  record Check(String path) implements Change {}

  record CreateSession(int timeout) implements Change {}

  /** The end of a session, with its ephemeral nodes. */
  record CloseSession(List<String> ephemerals) implements Change {}

  /** All of them; if one has failed they are all failures. */
  record Multi(List<Change> changes) implements Change {}

  /** Nothing, but a zxid is used up. OK for what stood before the failure in a multi. */
  record Failure(ReplyCode code) implements Change {}
}
