/**
 * What all engines use: threads, deadlines, delays, names, logs. Nothing here knows an engine,
 * Curator or ZooKeeper.
 *
 * <ul>
 *   <li>{@link Threads}: all that the engines know of threads, time and chance; {@link ThreadPools}
 *       are the real ones. Engine threads never block; the application's code runs on listener
 *       threads only.
 *   <li>{@link DurableExecutor}, {@link SerialExecutor}, {@link SingleFlight}: an executor that
 *       loses no task when no thread can be started; tasks that run one at a time; an action that
 *       is in flight once at a time, instead of a flag. {@link Retry}: a step that is taken again
 *       if an Error strikes.
 *   <li>{@link Deadline}, {@link Backoff}, {@link RetryDelay}, {@link DelayedTask}: time. Engines
 *       use the {@link Timer}'s, calls that wait use {@link System#nanoTime}.
 *   <li>{@link NodeNames}: names to segments of node paths and back, and text that is safe to
 *       print. {@link Log} prints nothing else.
 *   <li>{@link LogBudget}, {@link RecoveryLog}: an outage of an hour fills no disk.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.support;

import org.jspecify.annotations.NullMarked;
