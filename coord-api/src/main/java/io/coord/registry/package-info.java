/** The registry: servers register themselves, and every client sees them come and go. */
@NullMarked
package io.coord.registry;

import org.jspecify.annotations.NullMarked;
