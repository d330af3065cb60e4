package io.coord.curator.internal.engine.registry;

import io.coord.registry.ServiceInstance;

/**
 * What is to be registered.
 *
 * @param instance the value
 * @param payload the value as it is written
 * @param revision counts the values, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record DesiredState(ServiceInstance instance, byte[] payload, long revision) {}
