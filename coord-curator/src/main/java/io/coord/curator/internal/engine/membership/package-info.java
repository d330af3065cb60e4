/** Views of a service's members: loaded in bulk, kept current by CuratorCache's recursive watch. */
@NullMarked
package io.coord.curator.internal.engine.membership;

import org.jspecify.annotations.NullMarked;
