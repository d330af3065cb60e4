/** The words that all engines share: what a service answers, and what it says of a node. */
@NullMarked
package io.coord.curator.internal.engine;

import org.jspecify.annotations.NullMarked;
