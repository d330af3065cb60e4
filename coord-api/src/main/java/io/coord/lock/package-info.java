/** Distributed locks: one grant at a time, with a fencing token and a lease that can be proven. */
@NullMarked
package io.coord.lock;

import org.jspecify.annotations.NullMarked;
