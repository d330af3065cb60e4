package io.coord.curator.bench;

import com.sun.management.OperatingSystemMXBean;
import io.coord.curator.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A JVM of many clients, each with a view of its own. */
final class Watchers {

  private final List<ViewPeer> views = new ArrayList<>();
  private final List<Gathering> gatherings = new ArrayList<>();
  private long cpuBefore;

  private Watchers() {}

  /** Arguments: the server, the kind of view, the service, how many. */
  public static void main(String[] arguments) throws Exception {
    Watchers watchers = new Watchers();
    watchers.open(arguments[0], arguments[1], arguments[2], Integer.parseInt(arguments[3]));
    System.out.println("ready");
    ChildJvm.serve(
        words ->
            switch (words[0]) {
              case "expect" ->
                  watchers.expect(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
              case "await" -> watchers.await();
              default -> throw new IllegalArgumentException(words[0]);
            });
    System.exit(0); // the sessions end by themselves
  }

  private void open(String connectString, String kind, String service, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Gathering gathering = new Gathering();
      ViewPeer view = ViewPeer.of(kind, PeerClient.connect(connectString), service, gathering);
      view.load(WatchersBenchmark.MEMBERS);
      views.add(view);
      gatherings.add(gathering);
    }
  }

  private String expect(int changes, int size) {
    gatherings.forEach(each -> each.expect(changes, size));
    cpuBefore = cpu();
    return "ready";
  }

  /** Answers when the last one saw all, and the CPU time since it was told to expect. */
  private String await() throws Exception {
    long last = Long.MIN_VALUE;
    for (Gathering each : gatherings) {
      last = Math.max(last, each.completeAt());
    }
    return last + " " + (cpu() - cpuBefore);
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
