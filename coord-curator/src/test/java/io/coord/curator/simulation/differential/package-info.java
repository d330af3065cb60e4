/**
 * The simulated server against a real one. A {@code Sequence} of steps, drawn from a seed, is taken
 * in both {@code World}s; each keeps a {@code Ledger} of what its sessions were told, in words that
 * depend on neither. {@code DifferentialTest} compares them.
 */
package io.coord.curator.simulation.differential;
