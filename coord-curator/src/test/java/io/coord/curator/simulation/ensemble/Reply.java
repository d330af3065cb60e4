package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.List;

/**
 * A server's answer, or what stands for one that is lost.
 *
 * @param zxid the last transaction that the server had applied; 0 if it is not known
 * @param path of a node that was created
 * @param names of children or ephemeral nodes
 * @param results of a multi
 */
public record Reply(
    ReplyCode code,
    long zxid,
    String path,
    ZnodeStat stat,
    byte[] data,
    List<String> names,
    List<Reply> results) {

  static Reply of(ReplyCode code) {
    return new Reply(code, 0, null, null, null, List.of(), List.of());
  }

  static Reply ok() {
    return of(ReplyCode.OK);
  }

  Reply at(long lastZxid) {
    return new Reply(code, lastZxid, path, stat, data, names, results);
  }

  Reply withCode(ReplyCode other) {
    return new Reply(other, zxid, path, stat, data, names, results);
  }

  Reply withPath(String created) {
    return new Reply(code, zxid, created, stat, data, names, results);
  }

  Reply withStat(ZnodeStat found) {
    return new Reply(code, zxid, path, found, data, names, results);
  }

  Reply withData(byte[] read) {
    return new Reply(code, zxid, path, stat, read, names, results);
  }

  Reply withNames(List<String> read) {
    return new Reply(code, zxid, path, stat, data, List.copyOf(read), results);
  }

  Reply withResults(List<Reply> all) {
    return new Reply(code, zxid, path, stat, data, names, List.copyOf(all));
  }
}
