/**
 * The client that Coord makes for itself, and how it connects.
 *
 * <p>{@link OwnedClient} is a Curator client with settings under which the servers alone decide
 * whether a session lives; {@link HandleFactory}, {@link HandleReaper} and {@link PatientRetry} are
 * what that takes beyond settings. {@link Connecting} waits for the first session of any client,
 * made here or by the caller. If there is none in time, {@link ConnectFailure} says why: it asks
 * each server by a {@link ServerProbe}, since Curator reports no more than a lost connection.
 *
 * <p>Only the thread that connects waits here. Nothing else in Coord depends on this package but
 * its entry point.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.client;

import org.jspecify.annotations.NullMarked;
