/**
 * What every engine stands on: threads, deadlines, delays, names, logs. Nothing here knows an
 * engine, Curator or ZooKeeper.
 *
 * <ul>
 *   <li>{@link Threads}: all that the engines know of threads, time and chance; {@link ThreadPools}
 *       are the real ones. Engine threads never block; the application's code runs on listener
 *       threads only.
 *   <li>{@link DurableExecutor}, {@link SerialExecutor}, {@link SingleFlight}: executors that lose
 *       no task when no thread can be had; tasks one at a time; an action under way once at a time,
 *       instead of a flag.
 *   <li>{@link Deadline}, {@link Backoff}, {@link RetryDelay}, {@link DelayedTask}: time. The
 *       engines' is the {@link Timer}'s, that of calls which wait {@link System#nanoTime}.
 *   <li>{@link NodeNames}: names to znode segments and back, and text that is safe to print. {@link
 *       Log} prints nothing else.
 *   <li>{@link LogBudget}, {@link RecoveryLog}: an outage of an hour fills no disk.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.support;

import org.jspecify.annotations.NullMarked;
