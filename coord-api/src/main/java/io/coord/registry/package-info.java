/** Service discovery: instances register themselves, and clients see them come and go. */
@NullMarked
package io.coord.registry;

import org.jspecify.annotations.NullMarked;
