/**
 * The entry point of Coord, the state of its connection and the exceptions it throws.
 *
 * <p>These rules apply throughout, unless a method says otherwise:
 *
 * <ul>
 *   <li>All types are thread-safe.
 *   <li>A null argument throws {@link NullPointerException}; a negative duration or an invalid name
 *       throws {@link IllegalArgumentException}. Both are thrown before any request is sent.
 *   <li>A zero duration means a single try; a very long duration saturates.
 *   <li>Time is measured with {@link System#nanoTime}, so changes of the wall clock have no effect.
 * </ul>
 */
@NullMarked
package io.coord;

import org.jspecify.annotations.NullMarked;
