/**
 * Shows how a ZooKeeper ensemble elects its leader and how a write travels through it, on real
 * servers. Each server is its own process with its own data, and killing one is a real crash. The
 * output is what the servers report about themselves, and every claim is checked against it.
 */
@NullMarked
package io.coord.examples.ensemble;

import org.jspecify.annotations.NullMarked;
