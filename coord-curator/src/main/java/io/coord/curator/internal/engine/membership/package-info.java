/**
 * The membership engine: it keeps a view equal to the children of one node, and reads them once for
 * who only wants to know.
 *
 * <h2>How a view is kept</h2>
 *
 * <p>Two streams feed a {@link MembershipEngine}. <em>Reports</em> of single changes come from a
 * watch. A <em>scan</em> reads everything: the list of children, then their data in few requests.
 * Both are queued in the order in which the server sent them, so what is applied later was read
 * later, and applying things as they come is right.
 *
 * <p>A watch says nothing of what happened while it was not in place. So a scan starts each time
 * the watch reports the root, which is the sign that it is in place: when a view is opened, and
 * after every reconnection. A scan fills a table of its own, to which reports that arrive meanwhile
 * are applied, too; when it is complete, the table replaces the old one in one step. No listener
 * ever sees half a load.
 *
 * <p>A report that a child is gone is not believed until a read confirms it: a takeover deletes and
 * creates a node in one transaction, and must show as one change.
 *
 * <h2>States of a view</h2>
 *
 * <pre>
 *             first scan complete             disconnected, or something could not be read
 *  not loaded ──────────────────► current ──────────────────────────────────────────► stale
 *   (stale)                          ▲                                                  │
 *                                    └──────────── the scan after it is complete ───────┘
 * </pre>
 *
 * <p>A stale view goes on showing what it knew. What cannot be read is tried again with backoff,
 * and rarely where trying does not help; see {@link ScanPacing}. A member whose codec threw an
 * Error is shown raw and parsed again; see {@link ProvisionalMembers}.
 *
 * <h2>Sizes</h2>
 *
 * <p>A reply that is too large costs the connection of the whole client, locks included, and nobody
 * says beforehand how large nodes are. {@link ReadPlan} decides what is read together, from what
 * {@link KnownPath} remembers; {@link BulkReader} shrinks the requests when one cost the connection
 * all the same.
 *
 * <h2>Threads</h2>
 *
 * <p>Each engine has a serial executor on the engine's threads, and all of its state is confined to
 * it. It hands immutable {@link View}s to {@link MembershipView}, the class that the application's
 * threads enter. Listeners run on listener threads, each behind a {@link ChangeMailbox} that
 * conflates: a slow listener gets the sum of what it missed.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link MembershipPort}, {@link MembershipEngine}, {@link Scan} and {@link ReadPlan}, {@link
 * ChildVerifier}, then {@link MemberTable}, {@link SnapshotDiff}, {@link MembershipView}. {@link
 * Memberships} is the way in.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Show a view as current while a change may have been missed.
 *   <li>Compare members by the version of their nodes, which starts again when a node is recreated.
 *   <li>Block an engine thread, or call a listener on one.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.membership;

import org.jspecify.annotations.NullMarked;
