/**
 * The client that Coord creates for itself, and how it connects.
 *
 * <p>{@link OwnedClient} is a Curator client configured so that only the servers decide whether a
 * session is alive; {@link HandleFactory}, {@link HandleReaper} and {@link PatientRetry} do what
 * settings alone cannot. {@link Connecting} waits for the first session of any client, ours or the
 * caller's. If there is none in time, {@link ConnectFailure} says why: it probes each server with a
 * {@link ServerProbe}, since Curator reports only a lost connection.
 *
 * <p>Only the thread that connects waits here. Only Coord's entry point depends on this package.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.client;

import org.jspecify.annotations.NullMarked;
