package io.coord;

/**
 * Told of changes of the connection; see {@link Coordination#subscribe}. Called on a thread of the
 * Coordination that serves listeners, never twice at a time.
 */
@FunctionalInterface
public interface ConnectionListener {

  /** The connection is now in this state. What this throws is logged, and the next call comes. */
  void onChange(ConnectionState state);
}
