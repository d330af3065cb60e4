package io.coord.examples;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.election.Candidacy;
import io.coord.election.Leader;
import io.coord.election.LeaderElection;
import io.coord.election.LeaderSnapshot;
import io.coord.election.Term;
import io.coord.registry.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process of the demonstration {@code leader}: stands in the election, prints who leads whenever
 * that changes, and executes the commands on its input. To {@code write}, it sends its epoch to the
 * store, which is the process that started this one. Exits when its input ends.
 */
public final class LeaderChild {

  /** The command to write as a correct program does: only while it leads. */
  static final String WRITE = "write";

  /** The command to write with its last epoch, whether it leads or not. */
  static final String WRITE_BLINDLY = "write blindly";

  /** The command to ask the term to stop. Has no reply. */
  static final String STEP_DOWN = "step down";

  /** The event, before the epoch, when its task begins. */
  static final String LEADS = "leads ";

  /** The event, before the epoch, when its task is about to return. */
  static final String RETURNS = "returns ";

  /** The event, before epoch, id, address and queue, when it sees another leader or candidate. */
  static final String SEES = "sees ";

  /** The reply, before the epoch, when it writes to the store. */
  static final String WRITES = "writes ";

  /** The reply when its task runs, but must not write. */
  static final String NOT_LEADING = "not leading";

  /** The reply when its task does not run. */
  static final String IDLE = "idle";

  /** A new JVM is slow on a busy machine. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** How long the task takes to put down its work. */
  private static final long TIDY_UP_MILLIS = 300;

  private volatile @Nullable Term term; // while the task runs
  private volatile long lastEpoch;
  private String lastSeen = ""; // confined to the view's listener

  private LeaderChild() {}

  /** Takes a connect string, an election root, an election, this process's name, and T in ms. */
  public static void main(String[] args) throws IOException {
    String name = args[3];
    CuratorCoordination.Builder builder =
        CuratorCoordination.builder(args[0])
            .electionRoot(args[1])
            .ownerLabel(name)
            .connectTimeout(CONNECT_TIMEOUT)
            .sessionTimeout(Duration.ofMillis(Long.parseLong(args[4])));
    ServiceInstance self =
        ServiceInstance.builder(args[2]).id(name).address(name + ".example.com").port(8080).build();
    try (Coordination coordination = builder.connect()) {
      new LeaderChild().run(coordination.election(args[2]), self);
    }
  }

  private void run(LeaderElection election, ServiceInstance self) throws IOException {
    election.watch(this::onChange);
    Candidacy candidacy = election.stand(self, this::lead);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      if (command.equals(STEP_DOWN)) {
        candidacy.stepDown();
      } else {
        System.out.println(write(command.equals(WRITE_BLINDLY)));
      }
    }
  }

  private void lead(Term begun) throws InterruptedException {
    lastEpoch = begun.epoch();
    term = begun;
    System.out.println(LEADS + begun.epoch());
    try {
      while (!begun.awaitStop(Duration.ofMinutes(1))) {
        // A leader that does not only wait would work here, and pass on the epoch.
      }
      Thread.sleep(TIDY_UP_MILLIS); // interrupted if the lease is lost: nothing is left to tidy up
    } finally {
      term = null;
      System.out.println(RETURNS + begun.epoch());
    }
  }

  private String write(boolean blindly) {
    Term present = term;
    if (blindly || (present != null && present.isLeading())) {
      return WRITES + lastEpoch;
    }
    return present == null ? IDLE : NOT_LEADING;
  }

  private void onChange(LeaderSnapshot view) {
    List<String> queue = view.candidates().stream().map(ServiceInstance::id).toList();
    String line = view.leader().map(leader -> SEES + describe(leader, queue)).orElse("");
    if (!line.isEmpty() && !line.equals(lastSeen)) {
      lastSeen = line;
      System.out.println(line);
    }
  }

  private static String describe(Leader leader, List<String> queue) {
    ServiceInstance instance = leader.instance();
    return "%d %s %s:%d %s"
        .formatted(
            leader.epoch(),
            instance.id(),
            instance.address(),
            instance.port(),
            String.join(",", queue));
  }
}
