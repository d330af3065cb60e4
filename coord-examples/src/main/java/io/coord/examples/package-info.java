/**
 * Demonstrations of Coord as subcommands of one program. They run on a ZooKeeper of their own
 * unless they are told to connect to another, and are written to be read: each is a model of how an
 * application uses the API.
 */
@NullMarked
package io.coord.examples;

import org.jspecify.annotations.NullMarked;
