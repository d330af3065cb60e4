/** The requests about instances' nodes. */
@NullMarked
package io.coord.curator.internal.zookeeper.registry;

import org.jspecify.annotations.NullMarked;
