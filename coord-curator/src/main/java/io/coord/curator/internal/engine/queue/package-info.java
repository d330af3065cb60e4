/** The protocol of a lock in ZooKeeper: contenders, their order, and who waits for whom. */
@NullMarked
package io.coord.curator.internal.engine.queue;

import org.jspecify.annotations.NullMarked;
