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
 * <p>What is done to a schedule from outside, faults and calls, are its {@code Moves}. They have
 * numbers and can be repeated, or left out: so {@code Shrinking} finds out which of them it takes
 * for a schedule to fail.
 *
 * <p>A {@code ServiceProcess} adds one or two Coordinations with the real registry and views, over
 * {@code SimulatedInstances}, {@code SimulatedServices} and a {@code SimulatedCache}, which does
 * what a CuratorCache does. A {@code RegistrySchedule} compares what they say with a {@code
 * CommittedHistory}, which knows every committed value whoever has seen it. {@code
 * CacheDifferentialTest} compares the simulated cache with the real one.
 *
 * <p>A {@code Candidate} stands in an election, with the real engine and a task that is simulated.
 * An {@code ElectionSchedule} checks that one leads at a time.
 *
 * <p>As there is one thread, and it must never wait, engines take it for one that brings answers:
 * only the asynchronous calls of the API can be made here; or, by a {@code SimulatedCoordination},
 * those that are given no time to wait and leave the rest to the background.
 */
package io.coord.curator.simulation.process;
