/**
 * A long run of workers on an ensemble, with faults drawn from a seed; what it measured, and what
 * became of the invariants.
 */
package io.coord.curator.lab.soak;
