package io.coord.curator.internal.engine.registry;

import io.coord.registry.ServiceInstance;

/**
 * The value that a registration should have.
 *
 * @param payload the instance as written to the node
 * @param revision the number of the value, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record DesiredState(ServiceInstance instance, byte[] payload, long revision) {}
