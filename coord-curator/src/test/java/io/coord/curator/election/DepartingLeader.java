package io.coord.curator.election;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ChildJvm;
import io.coord.election.Candidacy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The main program of a process that leads, and closes its candidacy in a shutdown hook. */
final class DepartingLeader {

  private DepartingLeader() {}

  /** Argument: connect string. Exits when it is sent a line. */
  public static void main(String[] args) throws Exception {
    Coordination coordination =
        CuratorCoordination.builder(args[0])
            .sessionTimeout(Duration.ofSeconds(10))
            .connectTimeout(Duration.ofSeconds(30))
            .connect();
    CountDownLatch leads = new CountDownLatch(1);
    Candidacy candidacy =
        coordination
            .election(Office.ELECTION)
            .stand(
                Office.candidate("departing"),
                term -> {
                  leads.countDown();
                  while (!term.awaitStop(Duration.ofMinutes(1))) {}
                });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  candidacy.close();
                  System.out.println(candidacy.state());
                }));
    leads.await();
    System.out.println("leads");
    ChildJvm.serve(
        words -> {
          System.exit(0);
          return "";
        });
  }
}
