package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LossCause;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/operating.md, and that the messages it explains are those that are logged. */
@Timeout(60)
class OperatingTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  @Test
  void whatHappensIsLoggedByTheApplication() throws Exception {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    CuratorFramework client = zk.client();
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    Registration registration =
        coordination.registry().register(ServiceInstance.builder("servers").id("a").build());
    Lease lease = coordination.lock("orders").acquire();
    logAll(coordination, registration, lease, lines::add);

    Sessions.expire(client);

    await()
        .untilAsserted(
            () ->
                assertThat(lines)
                    .contains(
                        "connection LOST",
                        "registration RESTORING",
                        "lock orders, token " + lease.fencingToken() + ": LOST"));
    await()
        .untilAsserted(
            () ->
                assertThat(lines)
                    .filteredOn(line -> line.startsWith("registration"))
                    .endsWith("registration RESTORING", "registration REGISTERED"));
  }

  private static void logAll(
      Coordination coordination, Registration registration, Lease lease, Consumer<String> log) {
    coordination.subscribe(state -> log.accept("connection " + state));
    registration.subscribe((same, state) -> log.accept("registration " + state));
    lease.subscribe(
        (it, state) ->
            log.accept("lock " + it.lockName() + ", token " + it.fencingToken() + ": " + state));
  }

  @Test
  void aLockIsTakenFromItsHolderByDeletingTheNode() throws Exception {
    CuratorFramework admin = zk.client();
    Coordination coordination = zk.closing(CuratorCoordination.over(zk.client()));
    Lease lease = coordination.lock("orders").acquire();
    List<String> queue = admin.getChildren().forPath("/locks/orders");

    admin.delete().forPath("/locks/orders/" + queue.get(0));

    await().until(() -> lease.lossCause().equals(Optional.of(LossCause.NODE_DELETED)));
  }

  @Test
  void everyMessageInTheTableIsOneOfCoords() throws IOException {
    String page = Files.readString(project().resolve("docs/operating.md"));
    String table =
        page.substring(page.indexOf("## In the log"), page.indexOf("From the libraries"));
    List<String> messages =
        Pattern.compile("(?m)^\\| `([^`]+)` \\|")
            .matcher(table)
            .results()
            .map((MatchResult row) -> row.group(1))
            .toList();

    assertThat(messages).hasSizeGreaterThan(5);
    String sources = sources();
    assertThat(messages).allSatisfy(message -> assertThat(sources).contains(message));
  }

  /**
   * All of Coord's sources, with literals that go over several lines joined, and one placeholder.
   */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(project().resolve("coord-curator/src/main/java"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "").replace("%s", "{}"));
      }
    }
    return all.toString();
  }

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("coord-api"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
