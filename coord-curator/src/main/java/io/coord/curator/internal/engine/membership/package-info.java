/**
 * The membership engine: it keeps a view equal to the children of one node, and makes single reads
 * of them.
 *
 * <h2>How a view is kept</h2>
 *
 * <p>Two streams feed a {@link MembershipEngine}. <em>Reports</em> of single changes come from a
 * watch. A <em>scan</em> reads everything: the list of children, then their data in few requests.
 * Both are queued in the order in which the server sent them, so what arrives later was read later,
 * and everything can be applied as it arrives.
 *
 * <p>A watch does not report what happened while it was not in place. So a scan starts each time
 * the watch reports the root, which is the sign that it is in place: when a view is opened, and
 * after every reconnection. A scan fills a table of its own, to which reports that arrive in the
 * meantime are applied too; when it is complete, that table replaces the old one in one step. No
 * listener ever sees half a load.
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
 * <p>A stale view keeps showing what it knew. Failed reads are retried with backoff, and rarely
 * where a retry does not help; see {@link ScanPacing}. A member for which the codec threw an Error
 * is shown as a raw node and decoded again; see {@link ProvisionalMembers}.
 *
 * <h2>Sizes</h2>
 *
 * <p>A reply that is too large costs the connection of the whole client, locks included, and
 * nothing says in advance how large nodes are. {@link ReadPlan} decides what is read together, from
 * what {@link KnownPath} remembers; {@link BulkReader} shrinks the requests if one still cost the
 * connection.
 *
 * <h2>Threads</h2>
 *
 * <p>Each engine has a serial executor on the engine's threads, and all of its state is confined to
 * it. It hands immutable {@link View}s to {@link MembershipView}, the class that the application's
 * threads enter. Listeners run on listener threads, each behind a {@link ChangeMailbox} that
 * conflates changes: a slow listener gets the sum of what it missed.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link MembershipPort}, {@link MembershipEngine}, {@link Scan} and {@link ReadPlan}, {@link
 * ChildVerifier}, then {@link MemberTable}, {@link SnapshotDiff}, {@link MembershipView}. {@link
 * Memberships} is the entry point.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Show a view as current while a change may have been missed.
 *   <li>Compare members by the version of their nodes, which restarts when a node is recreated.
 *   <li>Block an engine thread, or call a listener on one.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.membership;

import org.jspecify.annotations.NullMarked;
