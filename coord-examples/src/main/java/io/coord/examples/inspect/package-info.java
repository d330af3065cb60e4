/**
 * Shows what a ZooKeeper ensemble contains: services with their members, locks with their holders
 * and waiters, and elections with their candidates, whoever wrote them. It only reads, so operators
 * can run it against any ensemble.
 */
@NullMarked
package io.coord.examples.inspect;

import org.jspecify.annotations.NullMarked;
