/**
 * The registry engine: it keeps instances registered, and hands out registrations and views.
 *
 * <h2>How a registration is kept</h2>
 *
 * <p>A registration is a desired state: this node, at this path, with this value, of our present
 * session; or, once it is closed, no node of ours. A {@link RegistrationReconciler} compares that
 * with what is known of the node, sends the one request that brings them nearer, and takes the
 * reply; then it compares again. It does so until the registration is closed or replaced. What
 * makes it look again is an event of its watch, a new connection, an update, or the end of a delay.
 * There is no list of cases that could go wrong: whatever happened, the next comparison finds it.
 *
 * <p>Most of that is in pure classes:
 *
 * <ul>
 *   <li>{@link ObservedState} is what is known of the node, and {@link Ownership} whose it is. A
 *       node is ours if the reply to its creation said so: czxid and owner ({@link OwnNode}). The
 *       session alone does not tell, because two Coordinations can share a client; the version
 *       alone tells nothing.
 *   <li>{@link NextRequest} is the table desired × observed → {@link Request}.
 *   <li>{@link Request} is also what a reply means: a {@link Finding}.
 *   <li>{@link RegistrationRetry} says when to try again, and {@link PermanentFailures} what the
 *       caller is told meanwhile.
 * </ul>
 *
 * <h2>States</h2>
 *
 * <p>Those that users see, in {@link RegistrationStatus}:
 *
 * <pre>
 *               committed, or seen again
 *  RESTORING ─────────────────────────────► REGISTERED ◄────► SUSPECT
 *      ▲                                        │   disconnected │
 *      └──────── node or session gone ──────────┴────────────────┘
 *
 *  any of them ── a newer registration has the node ──► REPLACED
 *  any of them, REPLACED ── close() ──► CLOSED
 * </pre>
 *
 * <p>What is known of the node: nothing there (nothing was sent yet) → in doubt → created, but
 * without a watch → watched; any event and any new connection lead back to in doubt. In doubt, the
 * only request is a look.
 *
 * <h2>Who wins</h2>
 *
 * <p>The newest registration of an id. One that was never committed replaces whatever it finds; one
 * that was committed and finds another's node gives way. Two of one Coordination share {@link
 * PathRegistrations}, and have one request under way between them, so the older one learns of the
 * newer one directly.
 *
 * <h2>Threads</h2>
 *
 * <p>All registrations at one path share a serial executor on the engine's threads. What the
 * application asks for is queued there; what it sees is behind the monitor of {@link
 * RegistrationStatus}. {@link FirstCommit} is where a call waits, or a future is completed, on a
 * listener thread. Codecs run on the caller's thread when an instance is written, and an ACL
 * provider of the client's on the engine's.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link InstancePort}, {@link ObservedState} with {@link OwnNode} and {@link Ownership}, {@link
 * NextRequest}, {@link Request}, {@link RegistrationReconciler}; then {@link RegistrationImpl} and
 * {@link ServiceRegistryImpl}, the way in.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Write, replace or delete a node that it has not looked at since the last doubt.
 *   <li>Take a node for its own by version or session alone.
 *   <li>Put a node back once it was REPLACED, or leave one after CLOSED.
 *   <li>Say that nothing happened while others may have seen its node.
 *   <li>End a registration for a failure that may pass.
 *   <li>Wait on an engine thread, or call a listener there.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.registry;

import org.jspecify.annotations.NullMarked;
