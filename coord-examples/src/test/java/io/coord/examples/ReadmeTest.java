package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.election.LeaderElection;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each block of Java in the README is a complete program: copied into a file, it compiles and runs.
 */
@Timeout(120)
class ReadmeTest {

  private static final Path README = Path.of("../README.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\n");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void everyProgramCompilesAsItStands() throws IOException {
    assertThat(programs()).hasSizeGreaterThanOrEqualTo(3);
    for (String program : programs()) {
      assertThat(compile(program)).as(program).isEmpty();
    }
  }

  @Test
  void aProgramWithoutOneOfItsImportsDoesNotCompile() throws IOException {
    for (String program : programs()) {
      List<MatchResult> imports = IMPORT.matcher(program).results().toList();

      assertThat(imports).isNotEmpty();
      for (MatchResult line : imports) {
        assertThat(compile(program.replace(line.group(), "")))
            .as("without %s", line.group().strip())
            .isNotEmpty();
      }
    }
  }

  @Test
  void clientsSeeTheServerUntilItLeaves() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Coordination client = CuratorCoordination.connect(zooKeeper.connectString());
        URLClassLoader compiled = compiled("RegisterAndWatch")) {
      FutureTask<?> program = main(compiled, "RegisterAndWatch", zooKeeper.connectString());
      Thread server = new Thread(program);
      server.start();
      ServiceRegistry registry = client.registry();
      await().atMost(PATIENCE).until(() -> registry.instances("servers").size() == 1);
      assertThat(registry.instances("servers").get(0).address()).isEqualTo("10.0.0.102");

      server.interrupt();

      assertThatThrownBy(() -> program.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(InterruptedException.class);
      assertThat(registry.instances("servers")).isEmpty();
    }
  }

  @Test
  void theProgramWithTheLockReleasesIt() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Coordination writer = CuratorCoordination.connect(zooKeeper.connectString());
        Coordination other = CuratorCoordination.connect(zooKeeper.connectString());
        URLClassLoader compiled = compiled("WriteUnderLock")) {
      List<String> written = new ArrayList<>();
      ObjLongConsumer<String> store = (order, token) -> written.add(order);
      method(
              compiled,
              "WriteUnderLock",
              "write",
              Coordination.class,
              List.class,
              ObjLongConsumer.class)
          .invoke(null, writer, List.of("a", "b"), store);

      assertThat(written).containsExactly("a", "b");
      assertThat(other.lock("orders").tryAcquire()).isPresent();
    }
  }

  @Test
  void theElectionsJobsRunInOneProcessAtATime() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Coordination first = CuratorCoordination.connect(zooKeeper.connectString());
        Coordination second = CuratorCoordination.connect(zooKeeper.connectString());
        URLClassLoader compiled = compiled("Jobs")) {
      Method stand =
          method(
              compiled,
              "Jobs",
              "stand",
              LeaderElection.class,
              ServiceInstance.class,
              Runnable.class);
      List<String> jobs = new CopyOnWriteArrayList<>();
      for (Coordination process : List.of(first, second)) {
        String name = process == first ? "first" : "second";
        ServiceInstance self = ServiceInstance.builder("jobs").id(name).build();
        stand.invoke(null, process.election("jobs"), self, (Runnable) () -> jobs.add(name));
        await().atMost(PATIENCE).until(() -> jobs.contains("first"));
      }
      assertThat(jobs).containsOnly("first");

      first.close();

      await().atMost(PATIENCE).until(() -> jobs.contains("second"));
      assertThat(jobs).isSorted();
    }
  }

  /** So short that nobody has a reason to write a loop over a lock. */
  @Test
  void theElectionTakesEightLines() throws IOException {
    String program =
        programs().stream().filter(it -> nameOf(it).equals("Jobs")).findAny().orElseThrow();
    assertThat(program.lines()).hasSizeLessThanOrEqualTo(8);
  }

  private static List<String> programs() throws IOException {
    Matcher blocks = JAVA.matcher(Files.readString(README));
    return blocks.results().map(block -> block.group(1)).toList();
  }

  private URLClassLoader compiled(String name) throws IOException {
    String program =
        programs().stream().filter(it -> nameOf(it).equals(name)).findAny().orElseThrow();
    assertThat(compile(program)).isEmpty();
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
  }

  private static FutureTask<?> main(ClassLoader loader, String name, String connectString)
      throws ReflectiveOperationException {
    Method main = method(loader, name, "main", String[].class);
    return new FutureTask<>(() -> main.invoke(null, (Object) new String[] {connectString}));
  }

  private static Method method(ClassLoader loader, String type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = loader.loadClass(type).getDeclaredMethod(name, parameters);
    method.setAccessible(true); // neither the classes nor all of their methods are public
    return method;
  }

  /** {@return the compiler's errors for a file that holds this program and nothing else} */
  private List<String> compile(String program) throws IOException {
    Path source = folder.resolve(nameOf(program) + ".java");
    Files.writeString(source, program);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
      compiler
          .getTask(
              null,
              files,
              diagnostics,
              List.of("-proc:none", "-d", folder.toString()),
              null,
              files.getJavaFileObjects(source))
          .call();
    }
    return diagnostics.getDiagnostics().stream()
        .filter(it -> it.getKind() == Diagnostic.Kind.ERROR)
        .map(it -> it.getMessage(Locale.ROOT))
        .toList();
  }

  private static String nameOf(String program) {
    Matcher name = CLASS.matcher(program);
    assertThat(name.find()).as("names a class: %s", program).isTrue();
    return name.group(1);
  }
}
