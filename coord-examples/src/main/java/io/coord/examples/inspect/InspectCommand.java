package io.coord.examples.inspect;

import io.coord.UnavailableException;
import io.coord.examples.ConnectOption;
import io.coord.examples.Console;
import io.coord.examples.RawClient;
import io.coord.examples.UserMistake;
import io.coord.examples.Version;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.common.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows operators the members of services, the holders of locks, and the leaders of elections. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows the members of services, the queues of locks, and the leaders of elections.",
      "Each in queue order; a leader with its epoch.",
      "Only reads. Also shows what InterProcessMutex, curator-x-discovery or zkCli wrote."
    })
public final class InspectCommand implements Callable<Integer> {

  @Mixin private ConnectOption connect = new ConnectOption();

  @Option(names = "--watch", description = "Shows everything again on each change, until Ctrl-C.")
  private boolean watch;

  @Option(names = "--json", description = "Prints JSON, one object on one line.")
  private boolean json;

  @Option(
      names = "--service-root",
      paramLabel = "PATH",
      defaultValue = "/services",
      description = "The parent node of the services. Default: ${DEFAULT-VALUE}.")
  private String serviceRoot = "";

  @Option(
      names = "--lock-root",
      paramLabel = "PATH",
      defaultValue = "/locks",
      description = "The parent node of the locks. Default: ${DEFAULT-VALUE}.")
  private String lockRoot = "";

  @Option(
      names = "--election-root",
      paramLabel = "PATH",
      defaultValue = "/elections",
      description = "The parent node of the elections. Default: ${DEFAULT-VALUE}.")
  private String electionRoot = "";

  @Override
  public Integer call() throws InterruptedException {
    requirePath("--service-root", serviceRoot);
    requirePath("--lock-root", lockRoot);
    requirePath("--election-root", electionRoot);
    Screen screen = new Screen(Console.standard(), watch && !json);
    RawClient client = connect.openRaw();
    try {
      show(client, screen);
      while (watch) {
        watchOneSession(client, screen);
        client.close();
        client = connectAgain();
      }
    } finally {
      client.close();
    }
    return 0;
  }

  /** Returns when the session has expired, which removes its watches. */
  private void watchOneSession(RawClient client, Screen screen) throws InterruptedException {
    Changes changes;
    try {
      changes = Changes.below(client.zooKeeper(), List.of(serviceRoot, lockRoot, electionRoot));
    } catch (KeeperException e) {
      throw new UnavailableException("Could not set a watch: " + e.getMessage(), e);
    }
    KeeperState state = KeeperState.SyncConnected; // shows what changed before the watch was set
    while (state != KeeperState.Expired) {
      if (state == KeeperState.SyncConnected) {
        show(client, screen);
      } else {
        Console.error("not connected; the output may be out of date");
      }
      state = changes.await();
    }
  }

  private RawClient connectAgain() throws InterruptedException {
    while (true) {
      try {
        return connect.openRaw();
      } catch (UserMistake e) {
        Console.error("not connected; retrying");
      }
    }
  }

  private void show(RawClient client, Screen screen) throws InterruptedException {
    Roots roots = new Roots(serviceRoot, lockRoot, electionRoot);
    TreeReader reader = new TreeReader(new Nodes(client.zooKeeper()), roots);
    try {
      Inventory inventory = reader.read();
      screen.show(json ? List.of(JsonReport.line(inventory)) : TextReport.lines(inventory, roots));
    } catch (UnavailableException e) {
      if (!watch) {
        throw e;
      }
      // The connection is lost; when it is back, an event triggers another try.
    }
  }

  private static void requirePath(String option, String path) {
    try {
      PathUtils.validatePath(path);
    } catch (IllegalArgumentException e) {
      throw new UserMistake(
          "%s must be the path of a node, such as /locks, but is '%s': %s."
              .formatted(option, Console.printable(path), e.getMessage()),
          e);
    }
  }
}
