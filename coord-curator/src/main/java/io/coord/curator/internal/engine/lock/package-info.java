/** The lock engine: one queue node per process and lock, grants made within the process. */
@NullMarked
package io.coord.curator.internal.engine.lock;

import org.jspecify.annotations.NullMarked;
