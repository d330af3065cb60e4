package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tree that four kinds of programs have written, seen by {@code inspect}. */
class InspectIT {

  private static final Instant BEGIN = Instant.now().minusSeconds(1);

  private static MixedTree tree;

  @BeforeAll
  static void writeTheTree() throws Exception {
    tree = MixedTree.write();
  }

  @AfterAll
  static void close() throws Exception {
    tree.close();
  }

  private static Program inspect(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("inspect", "--connect", tree.connectString()));
    arguments.addAll(List.of(options));
    return Program.coord(arguments.toArray(new String[0]));
  }

  @Test
  void peopleSeeServicesLocksAndElections() throws Exception {
    Map<String, Stat> before = stats("/", new HashMap<>());
    try (Program inspect = inspect()) {
      assertThat(inspect.awaitExit()).as("%s", inspect.err()).isZero();
      assertThat(inspect.out().stream().map(InspectIT::withoutTimeAndSession))
          .containsExactly(
              "services: 2",
              "  orders  (/services/orders)",
              "    a/1                       10.0.0.1:8080             since T  session S  zone=north",
              "    b2                        10.0.0.2:81               since T  session S",
              "  raw  (/services/raw)",
              "    hadoop100000000001        hadoop102                 since T  session S",
              "    zz                        \\u001b[31m red            since T  no session (stays)",
              "locks: 4",
              "  batch  (/locks/batch)",
              "    holder     %-39s  since T  session S".formatted(address()),
              "  jobs/42  (/locks/jobs%2F42)",
              "    holder     %-39s  since T  session S".formatted("first"),
              "    waiter 1   %-39s  since T  session S".formatted("second"),
              "  nested/batch  (/locks/nested/batch)",
              "    holder     %-39s  since T  session S".formatted("by hand"),
              "  unused  (/locks/unused)",
              "    free",
              "elections: 1",
              "  jobs/7  (/elections/jobs%2F7)",
              "    leader     north/1                   10.0.0.1:80               since T  session S"
                  + "  epoch "
                  + tree.epoch(),
              "    next 1     south                     \\u001b[31m red:80         since T  session S",
              "    next 2     %-24s  by curator                since T  session S"
                  .formatted(nodeOfCurator()));
    }
    assertThat(stats("/", new HashMap<>())).as("it only reads").isEqualTo(before);
  }

  @Test
  void scriptsGetJson() throws Exception {
    try (Program inspect = inspect("--json")) {
      assertThat(inspect.awaitExit()).as("%s", inspect.err()).isZero();
      JsonNode json = new ObjectMapper().readTree(String.join("\n", inspect.out()));

      JsonNode orders = json.at("/services/0");
      assertThat(orders.get("name").asText()).isEqualTo("orders");
      assertThat(orders.get("path").asText()).isEqualTo("/services/orders");
      JsonNode member = orders.at("/members/0");
      assertThat(member.get("id").asText()).isEqualTo("a/1");
      assertThat(member.get("address").asText()).isEqualTo("10.0.0.1");
      assertThat(member.get("port").asInt()).isEqualTo(8080);
      assertThat(member.at("/metadata/zone").asText()).isEqualTo("north");
      assertThat(Instant.parse(member.get("since").asText())).isBetween(BEGIN, Instant.now());
      assertThat(member.get("session").asText()).isEqualTo(owner("/services/orders/a%2F1"));
      assertThat(json.at("/services/1/members/1/session").isNull()).isTrue();

      JsonNode jobs = json.at("/locks/1");
      assertThat(jobs.get("name").asText()).isEqualTo("jobs/42");
      assertThat(jobs.findValuesAsText("owner")).containsExactly("first", "second");
      assertThat(jobs.findValuesAsText("holder")).containsExactly("true", "false");
      for (JsonNode contender : jobs.get("contenders")) {
        assertThat(contender.get("session").asText())
            .isEqualTo(owner("/locks/jobs%2F42/" + contender.get("node").asText()));
      }

      JsonNode election = json.at("/elections/0");
      assertThat(election.get("name").asText()).isEqualTo("jobs/7");
      assertThat(election.get("path").asText()).isEqualTo("/elections/jobs%2F7");
      assertThat(election.findValuesAsText("leader")).containsExactly("true", "false", "false");
      assertThat(election.findValuesAsText("id"))
          .containsExactly("north/1", "south", nodeOfCurator());
      assertThat(election.findValuesAsText("address"))
          .containsExactly("10.0.0.1", "\u001b[31m red", "by curator");
      JsonNode leader = election.at("/candidates/0");
      assertThat(leader.get("epoch").asLong()).isEqualTo(tree.epoch());
      assertThat(leader.get("port").asInt()).isEqualTo(80);
      assertThat(Instant.parse(leader.get("since").asText())).isBetween(BEGIN, Instant.now());
      assertThat(leader.get("session").asText())
          .isEqualTo(owner("/elections/jobs%2F7/" + leader.get("node").asText()));
      assertThat(election.at("/candidates/1/epoch").isNull()).isTrue();
    }
  }

  @Test
  void otherRootsCanBeNamed() throws Exception {
    try (Program inspect =
        inspect(
            "--lock-root", "/locks/nested", "--service-root", "/none", "--election-root", "/no")) {
      assertThat(inspect.awaitExit()).isZero();
      assertThat(inspect.out().stream().map(InspectIT::withoutTimeAndSession))
          .containsExactly(
              "services: none below /none",
              "locks: 1",
              "  batch  (/locks/nested/batch)",
              "    holder     %-39s  since T  session S".formatted("by hand"),
              "elections: none below /no");
    }
  }

  @Test
  void anElectionIsNoLockAlthoughItsNodesLookTheSame() throws Exception {
    try (Program inspect = inspect("--lock-root", "/")) {
      assertThat(inspect.awaitExit()).isZero();
      assertThat(inspect.out()).filteredOn(line -> line.contains("jobs%2F7")).hasSize(1);
    }
  }

  @Test
  void watchingShowsEachChange() throws Exception {
    tree.create("/watched", "");
    try (Program inspect =
        inspect(
            "--watch",
            "--service-root",
            "/watched",
            "--lock-root",
            "/none",
            "--election-root",
            "/no")) {
      inspect.awaitLast(
          "services: none below /watched", "locks: none below /none", "elections: none below /no");
      tree.create("/watched/s", "");
      inspect.awaitLast(
          "services: 1",
          "  s  (/watched/s)",
          "    no members",
          "locks: none below /none",
          "elections: none below /no");
      tree.raw().delete("/watched/s", -1);
      inspect.awaitLast(
          "services: none below /watched", "locks: none below /none", "elections: none below /no");
      assertThat(inspect.err()).isEmpty();
    } finally {
      tree.raw().delete("/watched", -1);
    }
  }

  @Test
  void badInputIsExplainedInOneLine() throws Exception {
    try (Program path = Program.coord("inspect", "--lock-root", "locks");
        Program address = Program.coord("inspect", "--connect", "localhost:x");
        Program chroot = Program.coord("inspect", "--connect", tree.connectString() + "/x")) {
      for (Program program : List.of(path, address, chroot)) {
        assertThat(program.awaitExit()).isEqualTo(2);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).singleElement().asString().startsWith("coord: ");
      }
    }
  }

  private static String withoutTimeAndSession(String line) {
    return line.replaceFirst("since [0-9: -]{19}", "since T").replaceFirst("0x[0-9a-f]+", "S");
  }

  /** {@return what InterProcessMutex writes into its nodes} */
  private static String address() {
    return new String(CuratorFrameworkFactory.builder().getDefaultData(), StandardCharsets.UTF_8);
  }

  private static String nodeOfCurator() throws Exception {
    List<String> nodes = new ArrayList<>(tree.raw().getChildren("/elections/jobs%2F7", false));
    nodes.sort(Comparator.comparing(node -> node.substring(node.length() - 10)));
    return nodes.get(2);
  }

  private static String owner(String path) throws Exception {
    return "0x" + Long.toHexString(tree.raw().exists(path, false).getEphemeralOwner());
  }

  private static Map<String, Stat> stats(String path, Map<String, Stat> into) throws Exception {
    try {
      into.put(path, tree.raw().exists(path, false));
      for (String child : tree.raw().getChildren(path, false)) {
        stats(path.equals("/") ? "/" + child : path + "/" + child, into);
      }
    } catch (KeeperException.NoNodeException e) {
      into.remove(path); // an empty container was deleted in the meantime
    }
    return into;
  }
}
