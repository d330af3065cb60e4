/** The lock's requests to ZooKeeper, and its runs of InterProcessMutex. */
@NullMarked
package io.coord.curator.internal.zookeeper.lock;

import org.jspecify.annotations.NullMarked;
