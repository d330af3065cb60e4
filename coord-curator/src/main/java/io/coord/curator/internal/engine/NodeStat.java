package io.coord.curator.internal.engine;

/**
 * A node's stat.
 *
 * @param czxid the transaction that created it
 * @param mzxid the transaction that last wrote its data
 * @param pzxid the transaction that last created or deleted a child
 * @param ctime when it was created, by the server's clock, in milliseconds
 * @param mtime when its data was last written, by the server's clock, in milliseconds
 * @param version how often its data has been written since then
 * @param owner the session that owns it; 0 if it is not ephemeral
 * @param children how many it has
 */
public record NodeStat(
    long czxid,
    long mzxid,
    long pzxid,
    long ctime,
    long mtime,
    int version,
    long owner,
    int children) {}
