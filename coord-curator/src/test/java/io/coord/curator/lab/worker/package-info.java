/**
 * The processes of the fault laboratory: a worker acquires locks, writes to a store, registers and
 * watches, through Coord or what one would use instead, and records everything it did.
 */
package io.coord.curator.lab.worker;
