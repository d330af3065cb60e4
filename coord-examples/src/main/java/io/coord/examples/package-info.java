/**
 * Demonstrations of Coord, as subcommands of one program. Most start their own ZooKeeper unless
 * they are given one to connect to. They are written to be read: each is a model of how an
 * application uses the API.
 */
@NullMarked
package io.coord.examples;

import org.jspecify.annotations.NullMarked;
