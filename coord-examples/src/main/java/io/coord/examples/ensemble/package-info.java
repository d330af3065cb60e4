/**
 * How a ZooKeeper ensemble elects its leader and how a write travels through it, shown on real
 * servers: each is a process of its own, with its own data, and is killed as a crash kills it. What
 * is shown is what the servers themselves say, and every claim is checked against it.
 */
@NullMarked
package io.coord.examples.ensemble;

import org.jspecify.annotations.NullMarked;
