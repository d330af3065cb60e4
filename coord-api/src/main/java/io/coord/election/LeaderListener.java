package io.coord.election;

/**
 * Receives changes of a {@link LeaderView}; see {@link LeaderView#subscribe}. Called on the
 * Coordination's listener threads, one call at a time. It may use the Coordination, subscribe, and
 * close anything.
 */
@FunctionalInterface
public interface LeaderListener {

  /**
   * Called for each change of the leader, of what it has announced, of the candidates, or of the
   * staleness. If this throws, the exception is logged and later calls still follow.
   *
   * @param snapshot the view after the change; at the first call, the view as first loaded
   */
  void onChange(LeaderSnapshot snapshot);
}
