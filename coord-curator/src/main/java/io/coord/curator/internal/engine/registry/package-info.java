/**
 * The registry engine: it keeps instances registered, and hands out registrations and views.
 *
 * <h2>How a registration is kept</h2>
 *
 * <p>A registration is a desired state: this node, at this path, with this value, of our present
 * session; or, once it is closed, no node of ours. A {@link RegistrationReconciler} compares that
 * with what is known about the node, sends the one request that brings the two closer, takes the
 * reply, and compares again, until the registration is closed or replaced. A watch event, a new
 * connection, an update or the end of a delay makes it compare again. There is no list of things
 * that could go wrong: whatever happened, the next comparison finds it.
 *
 * <p>Most of that is in pure classes:
 *
 * <ul>
 *   <li>{@link ObservedState} is what is known about the node, and {@link Ownership} whose it is. A
 *       node is ours if the reply to its creation said so: czxid and owner ({@link OwnNode}). The
 *       session alone proves nothing, because two Coordinations can share a client; nor does the
 *       version.
 *   <li>{@link NextRequest} is the table desired × observed → {@link Request}.
 *   <li>{@link Request} is also what a reply means: a {@link Finding}.
 *   <li>{@link RegistrationRetry} decides when to retry, and {@link PermanentFailures} which
 *       exception the caller gets in the meantime.
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
 * <p>What is known about the node: nothing there (nothing was sent yet) → in doubt → created, but
 * not watched yet → watched; any event and any new connection lead back to in doubt. In doubt, the
 * only request is a look.
 *
 * <h2>Who wins</h2>
 *
 * <p>The newest registration of an id. One that was never committed replaces whatever it finds; one
 * that was committed and finds another's node gives way. Two of one Coordination share {@link
 * PathRegistrations}, with at most one request in flight between them, so the older one learns of
 * the newer one directly.
 *
 * <h2>Threads</h2>
 *
 * <p>All registrations at one path share a serial executor on the engine's threads. What the
 * application asks for is queued there; what it sees is guarded by the monitor of {@link
 * RegistrationStatus}. In {@link FirstCommit} a call waits, or a future is completed on a listener
 * thread. Codecs run on the caller's thread when an instance is written, and the client's ACL
 * provider on the engine's.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link InstancePort}, {@link ObservedState} with {@link OwnNode} and {@link Ownership}, {@link
 * NextRequest}, {@link Request}, {@link RegistrationReconciler}; then {@link RegistrationImpl} and
 * {@link ServiceRegistryImpl}, the entry points.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Write, replace or delete a node that it has not looked at since the last doubt.
 *   <li>Take a node for its own by version or session alone.
 *   <li>Restore a node once it was REPLACED, or leave one behind after CLOSED.
 *   <li>Say that nothing happened while others may have seen its node.
 *   <li>End a registration because of a failure that may be temporary.
 *   <li>Wait on an engine thread, or call a listener there.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.registry;

import org.jspecify.annotations.NullMarked;
