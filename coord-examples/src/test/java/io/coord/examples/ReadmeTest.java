package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.ServiceRegistry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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
    assertThat(programs()).hasSizeGreaterThanOrEqualTo(2);
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
        Coordination other = CuratorCoordination.connect(zooKeeper.connectString());
        URLClassLoader compiled = compiled("WriteUnderLock")) {
      main(compiled, "WriteUnderLock", zooKeeper.connectString()).run();

      assertThat(other.lock("orders").tryAcquire()).isPresent();
    }
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
    Method main = loader.loadClass(name).getMethod("main", String[].class);
    main.setAccessible(true); // the class is not public
    return new FutureTask<>(() -> main.invoke(null, (Object) new String[] {connectString}));
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
