/** Distributed locks: one holder at a time, with a fencing token and an honest lease. */
@NullMarked
package io.coord.lock;

import org.jspecify.annotations.NullMarked;
