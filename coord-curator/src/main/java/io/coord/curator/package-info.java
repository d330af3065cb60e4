/**
 * Coord on ZooKeeper, by way of Apache Curator. {@link io.coord.curator.CuratorCoordination} is
 * where an application begins.
 */
@NullMarked
package io.coord.curator;

import org.jspecify.annotations.NullMarked;
