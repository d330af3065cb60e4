/**
 * The entry point of Coord, the state of its connection and the exceptions it throws.
 *
 * <p>Rules that hold throughout, unless a method says otherwise: all types are thread-safe; a null
 * argument is answered with {@link NullPointerException}; a negative duration or an invalid name
 * with {@link IllegalArgumentException}, before any request is sent; a zero duration means one try;
 * a very long duration saturates. Time is measured by {@link System#nanoTime}, so a step of the
 * wall clock changes nothing.
 */
@NullMarked
package io.coord;

import org.jspecify.annotations.NullMarked;
