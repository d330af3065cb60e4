/** The connection to ZooKeeper and what may be concluded from its state. */
@NullMarked
package io.coord.curator.internal.engine.session;

import org.jspecify.annotations.NullMarked;
