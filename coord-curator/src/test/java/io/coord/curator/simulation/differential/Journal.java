package io.coord.curator.simulation.differential;

import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.WatchEvent;
import io.coord.curator.simulation.ensemble.ZnodeStat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.zookeeper.Watcher.Event.EventType;

/** What one session was told, in order. Thread-safe. */
final class Journal {

  private sealed interface Entry {}

  private record Answered(Request request, Reply reply) implements Entry {}

  private record Told(String watcher, WatchEvent event) implements Entry {}

  private final List<Entry> entries = new ArrayList<>(); // guarded by itself
  private boolean closed; // guarded by entries

  void answered(Request request, Reply reply) {
    add(new Answered(request, reply));
  }

  void told(String watcher, WatchEvent event) {
    add(new Told(watcher, event));
  }

  private void add(Entry entry) {
    synchronized (entries) {
      if (!closed) {
        entries.add(entry);
      }
    }
  }

  /** What comes from now on is not defined. */
  void close() {
    synchronized (entries) {
      closed = true;
    }
  }

  /** The zxid of the first node that it has created. */
  long firstZxid() {
    synchronized (entries) {
      return entries.stream()
          .filter(entry -> entry instanceof Answered)
          .map(entry -> ((Answered) entry).reply.stat())
          .filter(stat -> stat != null)
          .findFirst()
          .map(ZnodeStat::czxid)
          .orElseThrow();
    }
  }

  /**
   * All of it in words that do not depend on the server.
   *
   * @param base the zxid from which zxids are counted
   * @param sessions the ids of the sessions that there were, in order
   */
  List<String> lines(long base, List<Long> sessions) {
    Words words = new Words(base, sessions);
    List<String> lines = new ArrayList<>();
    List<Told> together = new ArrayList<>();
    synchronized (entries) {
      for (Entry entry : entries) {
        if (!together.isEmpty() && !belongs(entry, together.get(0))) {
          flush(together, words, lines);
        }
        if (entry instanceof Told told) {
          together.add(told);
        } else if (entry instanceof Answered answered) {
          lines.add(words.of(answered));
        }
      }
    }
    flush(together, words, lines);
    return lines;
  }

  /** The order in which several watchers are told of one event, or of removals, is not defined. */
  private static boolean belongs(Entry entry, Told before) {
    return entry instanceof Told told
        && (told.event.equals(before.event)
            || (isRemoval(told.event.type()) && isRemoval(before.event.type())));
  }

  private static boolean isRemoval(EventType type) {
    return type.getIntValue() >= EventType.DataWatchRemoved.getIntValue();
  }

  private static void flush(List<Told> together, Words words, List<String> lines) {
    together.stream().map(words::of).sorted(Comparator.naturalOrder()).forEach(lines::add);
    together.clear();
  }

  private record Words(long base, List<Long> sessions) {

    String of(Told told) {
      WatchEvent event = told.event;
      return "    %s told %s %s %s %s"
          .formatted(
              told.watcher,
              event.type(),
              event.state(),
              event.path(),
              event.zxid() > 0 ? zxid(event.zxid()) : "");
    }

    String of(Answered answered) {
      Request request = answered.request;
      Reply reply = answered.reply;
      StringBuilder line = new StringBuilder(Words.of(request) + " -> " + reply.code());
      if (reply.path() != null) {
        line.append(' ').append(reply.path());
      }
      if (reply.stat() != null) {
        line.append(' ').append(stat(reply.stat()));
      }
      content(line, reply);
      for (int i = 0; i < reply.results().size(); i++) {
        line.append("; ").append(result(part(request, i), reply.results().get(i)));
      }
      return line.toString();
    }

    private static Request part(Request request, int i) {
      return request instanceof Request.Multi multi
          ? multi.writes().get(i)
          : ((Request.MultiRead) request).reads().get(i);
    }

    /** Within a multi a creation and a list come without a stat. */
    private String result(Request request, Reply reply) {
      StringBuilder line = new StringBuilder(reply.code().toString());
      if (reply.path() != null) {
        line.append(' ').append(reply.path());
      }
      if (reply.stat() != null
          && (request instanceof Request.SetData || request instanceof Request.GetData)) {
        line.append(' ').append(stat(reply.stat()));
      }
      content(line, reply);
      return line.toString();
    }

    private static void content(StringBuilder line, Reply reply) {
      if (reply.data() != null) {
        line.append(" '").append(new String(reply.data(), StandardCharsets.UTF_8)).append('\'');
      }
      line.append(reply.names().stream().sorted().toList());
    }

    private String stat(ZnodeStat stat) {
      return "(c%s m%s p%s v%d cv%d owner %s %d bytes %d children)"
          .formatted(
              zxid(stat.czxid()),
              zxid(stat.mzxid()),
              zxid(stat.pzxid()),
              stat.version(),
              stat.cversion(),
              stat.ephemeralOwner() == 0 ? "-" : sessions.indexOf(stat.ephemeralOwner()),
              stat.dataLength(),
              stat.numChildren());
    }

    private String zxid(long zxid) {
      return "+" + (zxid - base);
    }

    private static String of(Request request) {
      return request instanceof Request.Create create
          ? "Create[%s, %s]".formatted(create.path(), create.mode())
          : request.toString();
    }
  }
}
