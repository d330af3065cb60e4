package io.coord.curator.simulation.differential;

import io.coord.curator.simulation.ensemble.Request;

/** One step of a sequence. Sessions are numbered from 0. */
sealed interface Step {

  /** A client connects, and has a new session. */
  record Open(int session) implements Step {}

  /** A client closes its session. */
  record Close(int session) implements Step {}

  /**
   * A client asks for something.
   *
   * @param watcher which of the session's watchers, if the request sets or removes one
   */
  record Ask(int session, int watcher, Request request) implements Step {}

  /** A client loses its connection, and gets none. */
  record Cut(int session) implements Step {}

  /** A client that was cut off connects again. */
  record Reconnect(int session) implements Step {}

  /** The server ends the session of a client that is cut off; the client learns of it. */
  record Expire(int session) implements Step {}

  /** The server deletes the containers that have become empty. */
  record Reap() implements Step {}
}
