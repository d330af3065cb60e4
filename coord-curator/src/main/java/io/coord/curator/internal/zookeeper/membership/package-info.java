/** Reads of a service's children, and CuratorCache. */
@NullMarked
package io.coord.curator.internal.zookeeper.membership;

import org.jspecify.annotations.NullMarked;
