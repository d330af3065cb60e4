/**
 * Processes in the simulated world: the real engines, over simulated ports.
 *
 * <p>A {@code SimulatedProcess} has the real {@code LockManager}. Its {@code SimulatedThreads} make
 * every task an event of the scheduler; {@code SimulatedSession}, {@code SimulatedHandle} and
 * {@code SimulatedQueues} do over a {@code SimulatedClient} what Curator and the adapters do over
 * ZooKeeper's handle; {@code SimulatedMutex} is a run of an InterProcessMutex. A {@code
 * LockSchedule} lets several of them contend while the world fails, and checks after every step
 * what must always be true. A process can be paused: what happens to it waits, and is made up for
 * bit by bit afterwards.
 *
 * <p>As there is one thread, and it must never wait, engines take it for one that brings answers:
 * only the asynchronous calls of the API can be made here.
 */
package io.coord.curator.simulation.process;
