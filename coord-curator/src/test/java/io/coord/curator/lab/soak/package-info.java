/**
 * A long run of workers on an ensemble, with faults drawn from a seed; what it measured, and
 * whether the invariants held.
 */
package io.coord.curator.lab.soak;
