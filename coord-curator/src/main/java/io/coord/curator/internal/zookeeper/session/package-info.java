/**
 * Curator's client and ZooKeeper's handle: the connection, its states, and what is asked of a
 * quorum.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.session;

import org.jspecify.annotations.NullMarked;
