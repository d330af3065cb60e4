package io.coord.curator.simulation.ensemble;

/**
 * What a client says first.
 *
 * @param session that it had; 0 if it wants a new one
 * @param timeout that it wants, in milliseconds
 * @param lastZxid the last that it has heard of
 */
record Handshake(long session, int timeout, long lastZxid) {}
