package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in the README is code of the examples, and does what the README says. */
class ReadmeTest {

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyBlockOfJavaIsTakenFromTheExamples() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    List<String> blocks = JAVA.matcher(readme).results().map(block -> block.group(1)).toList();
    String sources = sources();

    assertThat(blocks).hasSizeGreaterThanOrEqualTo(2);
    assertThat(blocks).allSatisfy(block -> assertThat(sources).contains(withoutIndentation(block)));
  }

  @Test
  void peersSeeAServerUntilItLeaves() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Coordination peer = CuratorCoordination.connect(zooKeeper.connectString())) {
      Worker<Void> server =
          Worker.start(
              "server",
              () -> {
                RegisterAndWatch.run(zooKeeper.connectString(), end);
                return null;
              });
      ServiceRegistry registry = peer.registry();
      await().atMost(Duration.ofSeconds(30)).until(() -> registry.instances("servers").size() == 1);
      assertThat(registry.instances("servers").get(0).address()).isEqualTo("10.0.0.102");

      end.countDown();
      server.await(Duration.ofSeconds(30));
      assertThat(registry.instances("servers")).isEmpty();
    }
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/coord/examples"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(withoutIndentation(Files.readString(file)));
      }
      return all.toString();
    }
  }

  private static String withoutIndentation(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
