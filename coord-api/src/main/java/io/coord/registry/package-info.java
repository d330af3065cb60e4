/** The registry: servers go online and offline, and every client sees it. */
@NullMarked
package io.coord.registry;

import org.jspecify.annotations.NullMarked;
