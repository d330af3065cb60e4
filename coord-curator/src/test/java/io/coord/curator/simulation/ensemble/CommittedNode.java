package io.coord.curator.simulation.ensemble;

/** A node as committed, whichever servers have applied that yet. */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
public record CommittedNode(byte[] data, ZnodeStat stat) {}
