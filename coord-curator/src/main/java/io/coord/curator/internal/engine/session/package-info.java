/**
 * The session engine knows whether there is a connection, and whether the session is certain to be
 * alive.
 *
 * <p>These are two questions. {@link ConnectionStateMachine} answers the first from what the client
 * reports, and counts <em>connection epochs</em>: what was learned in one may have changed
 * unnoticed by the next. Being connected proves nothing, though: a follower that is cut off from
 * its leader answers reads and pings while the leader expires the session. So {@link SessionProof}
 * answers the second with requests that only a quorum can answer, counted from when each was sent.
 *
 * <h2>How the proof works</h2>
 *
 * <p>While there is any node whose life matters (a {@link SessionProof.Subject}), a check of one of
 * these nodes is sent every sixth of the session timeout T ({@link Rounds}, {@link QuorumChecks}).
 * What the replies prove is arithmetic: {@link ProofWindow} says until when the session cannot
 * expire, and {@link SessionDeadline} when it must be presumed to have ended because no quorum has
 * answered for T. {@link Evidence} keeps the window together with the handle that got the replies,
 * because only that handle knows whether T has changed since.
 *
 * <pre>
 *              replies of a quorum, each good for up to T/2 after it was sent
 *  not proven ◄────────────────────────────────────────────────────────────► proven
 *       │
 *       └── none for T, connected or not ──► over: others may hold what it held
 * </pre>
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread may call {@code isProven}, which takes no lock. Rounds, replies and verdicts run on
 * engine threads, one round at a time. Time is passed in. Nothing here blocks: {@link
 * SessionPort#handle} is null while there is no connection.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link SessionPort} and {@link Handle}, the ports; {@link ConnectionStateMachine}; {@link
 * ProofWindow}, {@link SessionProof}, {@link SessionDeadline}. {@link Calls} stands apart: it is
 * the only place where the application's calls wait for a reply.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Count a proof from when the reply arrived instead of from when its request was sent.
 *   <li>Conclude from the connection's state that the session is alive.
 *   <li>Take a reply to one handle as proof of another handle's session.
 *   <li>Lose a suspect, or a round, because a request could not be sent.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.session;

import org.jspecify.annotations.NullMarked;
