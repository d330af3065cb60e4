package io.coord.curator.lab.history;

/**
 * A history breaks an invariant.
 *
 * @param invariant which one
 * @param text how, with the names and moments to look for in the history
 */
public record Violation(Invariant invariant, String text) {}
