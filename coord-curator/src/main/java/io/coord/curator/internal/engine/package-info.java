/**
 * The engines, which decide, and the types that they share. An engine knows ZooKeeper's requests,
 * replies and events, in types of its own ({@link ReplyCode}, {@link NodeStat}), and no type of
 * Curator or ZooKeeper: it talks through its port, which {@code internal.zookeeper} implements, and
 * so runs without a server in tests.
 *
 * <p>Every engine is asynchronous. Its ports do not wait, its state is guarded by one monitor or
 * confined to one serial executor, and code that must wait does so at the edge. Dependencies run
 * one way: queue → lock, registry → membership, all of them → session → this package → {@code
 * internal.support}.
 *
 * <p>{@link Failures} is the only place where a failed request becomes an exception of the API.
 */
@NullMarked
package io.coord.curator.internal.engine;

import org.jspecify.annotations.NullMarked;
