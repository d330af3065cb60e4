/**
 * A look at what lies in a ZooKeeper: services with their members, locks with their holders and
 * waiters, whoever wrote them. It only reads, so operators may run it against any ensemble.
 */
@NullMarked
package io.coord.examples.inspect;

import org.jspecify.annotations.NullMarked;
