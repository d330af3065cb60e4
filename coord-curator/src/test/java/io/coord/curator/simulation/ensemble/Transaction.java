package io.coord.curator.simulation.ensemble;

/**
 * What the servers agree upon.
 *
 * @param time by the leader's clock, in milliseconds
 * @param session on whose behalf
 * @param request which one it answers; null if a server has asked for it
 */
record Transaction(long zxid, long time, long session, Change change, PendingRequest request) {}
