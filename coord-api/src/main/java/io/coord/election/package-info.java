/** Leader election: one leader at a time, with an epoch, and seen by everybody. */
@NullMarked
package io.coord.election;

import org.jspecify.annotations.NullMarked;
