package consumer;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Version;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/** What a program gets that depends on coord-curator and on nothing else. */
public final class Consumer {
  private static final int MAX_JARS = 16;

  private Consumer() {}

  /** Exits with 1 and a list of complaints if that is not what Coord promises. */
  public static void main(String[] args) {
    String expectedZooKeeper = args[0];
    List<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> new File(entry).getName())
            .filter(name -> name.endsWith(".jar"))
            .sorted()
            .toList();
    String slf4j = LoggerFactory.class.getPackage().getImplementationVersion();
    System.out.printf(
        "zookeeper %s, slf4j %s, %d jars: %s%n", Version.getVersion(), slf4j, jars.size(), jars);

    List<String> complaints = new ArrayList<>();
    if (!Version.getVersion().equals(expectedZooKeeper)) {
      complaints.add("zookeeper is not " + expectedZooKeeper);
    }
    if (!slf4j.startsWith("2.")) {
      complaints.add("slf4j-api is not 2.x");
    }
    for (SLF4JServiceProvider binding : ServiceLoader.load(SLF4JServiceProvider.class)) {
      complaints.add("a log binding came along: " + binding.getClass().getName());
    }
    jars.stream()
        .filter(jar -> jar.matches("(junit|opentest4j|curator-test|log4j|reload4j|logback).*"))
        .forEach(jar -> complaints.add(jar + " came along"));
    if (jars.size() > MAX_JARS) {
      complaints.add("more than " + MAX_JARS + " jars");
    }
    complaints.forEach(System.err::println);
    System.exit(complaints.isEmpty() ? 0 : 1);
  }

  /** Compiled, not run: both ways in, with no dependency declared for their types. */
  static void use(String connectString, CuratorFramework client) {
    try (Coordination own = CuratorCoordination.connect(connectString);
        Coordination shared = CuratorCoordination.over(client)) {
      own.registry();
      shared.registry();
    }
  }
}
