/**
 * Leader election: who leads is who holds a lock, and the lock's lease says whether that is still
 * so.
 *
 * <p><b>The idea.</b> An election is a lock under a root of its own. A process that stands has one
 * candidacy, and that has a lock with no other user ({@link
 * io.coord.curator.internal.engine.lock.SoleLock}): one contender in the queue, whose node holds
 * the candidate as JSON, and one grant per tenure. So the fencing token of the lease is a function
 * of the czxid of that node, and everybody who can see the node knows the epoch, without a request
 * more.
 *
 * <h2>States of a candidacy</h2>
 *
 * <pre>
 *                 lease granted                 asked to stop, or lease lost
 *   WAITING ───────────────────────► LEADING ───────────────────────────► STOPPING
 *    ▲  ▲ ▲                             │ task returned                      │ task returned
 *    │  │ └─────────── pause ◄──────────┘ lease released ◄───────────────────┤
 *    │  │                                                                    │
 *    │  └─ check true ─ INELIGIBLE ◄─────────────────────────────────────────┤ check not true
 *    │                   ▲                                                   │
 *    └─ check not true ──┘                          close, and no task ──► CLOSED
 * </pre>
 *
 * <p>{@link Standing} holds the state and decides, as a pure table; {@link CandidacyEngine} acts.
 * What happens within a term is in {@link TermRun}: the task is asked to stop by a flag in its
 * {@link TermImpl}; it is interrupted after a while, or at once if the lease is lost. A lease that
 * is only suspect changes nothing here: the term says by itself that it does not lead at the
 * moment.
 *
 * <h2>Views</h2>
 *
 * <p>{@link LeaderViewImpl} is a display of the membership engine over the contenders; {@link
 * LeaderOrder} sorts them as the lock's protocol does. The first is the leader: what the service
 * says, not what the leader could prove.
 *
 * <h2>Threads</h2>
 *
 * <p>Each candidacy has a serial executor on the engine's threads, and all of its state is confined
 * to it. The application's task runs on a thread of its own ({@link TaskThread}), and its
 * eligibility check on a listener thread ({@link EligibilityCheck}). The loss of the lease reaches
 * the term without any of them; only to interrupt the task needs a listener thread. Only {@link
 * CandidacyImpl} waits, for a close, and {@link Announcement}, for a reply.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link Standing}, {@link CandidacyEngine}, {@link TermRun}, {@link Duty} and {@link
 * TaskThread}, {@link TermImpl} and {@link Announcement}, {@link RetryPause}, {@link
 * EligibilityCheck}; then {@link LeaderOrder}, {@link LeaderViewImpl}, {@link SnapshotMailbox}.
 * {@link Elections} is the entry point.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Release a lease while its task runs (hazard E4), or begin a task while another runs.
 *   <li>Interrupt a thread that is not inside the task.
 *   <li>Keep a lease without a task: a term that cannot begin releases it.
 *   <li>Give up: whatever fails, the candidacy stands again until it is closed (hazard E5).
 *   <li>Wait on an engine thread, or run the application's code on one, or with a monitor held
 *       (hazard E6).
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.election;

import org.jspecify.annotations.NullMarked;
