package io.coord.test.internal;

import java.util.Map;
import java.util.TreeMap;
import org.apache.zookeeper.server.Request;

/**
 * How many requests a server received, by kind (as {@code ZooDefs.OpCode} numbers them), and how
 * many bytes it replied. Pings are not counted; a transaction counts as one request.
 */
public record RequestCounts(Map<Integer, Long> byOpCode, long replyBytes) {

  /** Requests of that kind. */
  public long of(int opCode) {
    return byOpCode.getOrDefault(opCode, 0L);
  }

  /** All requests. */
  public long total() {
    return byOpCode.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What was added since that earlier count. */
  public RequestCounts since(RequestCounts earlier) {
    Map<Integer, Long> difference = new TreeMap<>();
    byOpCode.forEach(
        (opCode, count) -> {
          long more = count - earlier.of(opCode);
          if (more > 0) {
            difference.put(opCode, more);
          }
        });
    return new RequestCounts(difference, replyBytes - earlier.replyBytes);
  }

  /** For messages: the kinds by name. */
  @Override
  public String toString() {
    Map<String, Long> named = new TreeMap<>();
    byOpCode.forEach((opCode, count) -> named.put(Request.op2String(opCode), count));
    return named + ", " + replyBytes + " bytes of replies";
  }
}
