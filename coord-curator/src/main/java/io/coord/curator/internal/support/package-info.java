/** Small pieces that every engine stands on; they know nothing of the engines. */
@NullMarked
package io.coord.curator.internal.support;

import org.jspecify.annotations.NullMarked;
