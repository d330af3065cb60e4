/**
 * Coord on ZooKeeper, through Apache Curator. Applications start with {@link
 * io.coord.curator.CuratorCoordination}.
 */
@NullMarked
package io.coord.curator;

import org.jspecify.annotations.NullMarked;
