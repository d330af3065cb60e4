package io.coord.election;

/**
 * Receives changes of a candidacy; see {@link Candidacy#subscribe}. Called on the Coordination's
 * listener threads, one call at a time.
 */
@FunctionalInterface
public interface CandidacyListener {

  /**
   * Called for each change. If this throws, the exception is logged and later calls still follow.
   *
   * @param candidacy the candidacy that the listener subscribed to
   * @param state the state that the candidacy entered; at the first call, its state when the
   *     listener subscribed
   */
  void onChange(Candidacy candidacy, CandidacyState state);
}
