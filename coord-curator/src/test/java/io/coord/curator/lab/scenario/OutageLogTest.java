package io.coord.curator.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Time;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process says while there are no servers, all libraries at INFO: who is called at night
 * must find it. 40 s by default, four session timeouts; {@code -Dcoord.outage.seconds=100}.
 */
@Timeout(600)
class OutageLogTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private static final int SECONDS = Integer.getInteger("coord.outage.seconds", 40);
  private static final int SESSION_MILLIS = 10_000;
  private static final int WINDOW = 10;

  private static RequestCounts counted;

  @TempDir Path directory;

  @Test
  void anOutageIsToldInAFewLinesAndIsOverWhenTheServersAreBack() throws Exception {
    Coordination other = zk.coordination();
    List<Lease> theirs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      theirs.add(other.lock("theirs " + i).acquire());
    }
    Path log = directory.resolve("log");
    Process child = start(log);
    zk.closing(child::destroyForcibly);
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    PrintStream orders = new PrintStream(child.getOutputStream(), true, StandardCharsets.UTF_8);
    counted = zk.server().requests();
    orders.println("begin");
    assertThat(answers.readLine()).isEqualTo("begun");
    Awaitility.await().pollInterval(Duration.ofSeconds(1)).until(OutageLogTest::isQuiet);
    int before = lines(log).size();

    zk.server().stop();
    Time.pass(Duration.ofSeconds(SECONDS - WINDOW));
    int then = lines(log).size();
    Time.pass(Duration.ofSeconds(WINDOW));
    List<String> all = lines(log);
    List<String> outage = all.subList(before, all.size());
    zk.server().start();
    theirs.forEach(Lease::close);
    orders.println("recover");

    assertThat(answers.readLine()).isEqualTo("well");
    assertThat(outage).as("errors").noneMatch(line -> line.contains(" ERROR "));
    assertThat(all.subList(then, all.size())).as("the last seconds").hasSizeLessThanOrEqualTo(100);
    assertThat(outage.stream().filter(line -> line.contains(" io.coord.")))
        .as("of Coord")
        .hasSizeBetween(1, 60);
    assertThat(lines(log)).as("all of it").noneMatch(line -> line.contains(" ERROR "));
    orders.close();
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Nothing was asked for a second but for proofs; what is under way may end with an error. */
  private static boolean isQuiet() {
    RequestCounts since = zk.server().requests().since(counted);
    counted = zk.server().requests();
    return since.total() - since.of(OpCode.multi) - since.of(OpCode.ping) == 0;
  }

  private static Process start(Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
            "-Dorg.slf4j.simpleLogger.log.org.apache.zookeeper=info",
            "-Dorg.slf4j.simpleLogger.log.org.apache.curator=info",
            "-Dorg.slf4j.simpleLogger.log.org.apache.curator.ConnectionState=info",
            "-Dorg.slf4j.simpleLogger.log.org.apache.curator.framework.imps=info",
            "-cp",
            System.getProperty("java.class.path"),
            OutageProcess.class.getName(),
            zk.server().connectString(),
            String.valueOf(SESSION_MILLIS))
        .redirectError(log.toFile())
        .start();
  }

  private static List<String> lines(Path log) throws IOException {
    return Files.readAllLines(log);
  }
}
