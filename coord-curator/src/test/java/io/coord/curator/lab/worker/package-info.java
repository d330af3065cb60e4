/**
 * The processes of the fault laboratory: a worker takes locks, writes to a store, registers and
 * watches, by way of Coord or of what one would take instead, and tells all it did.
 */
package io.coord.curator.lab.worker;
