/** Registrations, kept as a desired state, and the registry that hands them and the views out. */
@NullMarked
package io.coord.curator.internal.engine.registry;

import org.jspecify.annotations.NullMarked;
