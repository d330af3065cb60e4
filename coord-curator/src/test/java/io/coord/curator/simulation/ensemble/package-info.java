/**
 * ZooKeeper in the simulated world: servers, sessions, watches and clients, with the rules of the
 * real ones and none of their threads.
 *
 * <p>A write goes from a {@code ServerConnection} to the {@code Leadership} of the present epoch.
 * {@code Preparation} finds out what it would do after all that was proposed before, so that a
 * {@code Transaction} never fails when it is applied. Once most servers have logged it, each
 * applies it to its own {@code ZnodeTree}: the leader at once, a follower when it hears of it.
 * {@code Watches} says which event fires for which watch; events and replies go to a client through
 * one {@code Link}, in order. {@code SessionTable} is the leader's clock of sessions.
 *
 * <p>{@code SimulatedClient} is ZooKeeper's own handle: it knows its watchers ({@code
 * ClientWatches}), sets them again on a new connection (unless {@code
 * zookeeper.disableAutoWatchReset} is set), and gives up a silent server or a session after
 * ZooKeeper's shares of the timeout ({@code ClientClock}).
 *
 * <p>What is here was read in ZooKeeper's sources, and is compared with a real server by {@code
 * DifferentialTest}. Not here: access rights, quotas, TTL nodes, reconfiguration, read-only
 * servers, observers.
 */
package io.coord.curator.simulation.ensemble;
