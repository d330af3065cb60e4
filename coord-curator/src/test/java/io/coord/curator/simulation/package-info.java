/**
 * One world in one thread: virtual time, and one seed for all that is left to chance. {@link
 * io.coord.curator.simulation.Scheduler} runs it, {@link io.coord.curator.simulation.Channel} is
 * what messages pass through.
 */
package io.coord.curator.simulation;
