package io.coord.curator.lab.soak;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a production class with a {@link Defect} into a directory of its own. */
final class PatchedClasses {

  private static final Path SOURCES = Path.of("src", "main", "java");

  private PatchedClasses() {}

  /** The directory to put first on the class path of a process. */
  static Path compile(Defect defect, Path directory) {
    try {
      Path classes = Laboratory.emptyDirectory(directory);
      String patched = patch(Files.readString(SOURCES.resolve(defect.source())), defect);
      compile(defect.source(), patched, classes);
      return classes.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String patch(String source, Defect defect) {
    String patched = source;
    for (Defect.Change change : defect.changes()) {
      Matcher found = anyWhiteSpace(change.from()).matcher(patched);
      if (!found.find()) {
        throw new AssertionError(defect.source() + " does not contain: " + change.from());
      }
      int start = found.start();
      int end = found.end();
      if (found.find()) {
        throw new AssertionError(defect.source() + " contains twice: " + change.from());
      }
      patched = patched.substring(0, start) + change.to() + patched.substring(end);
    }
    return patched;
  }

  private static Pattern anyWhiteSpace(String words) {
    return Pattern.compile(
        Stream.of(words.split(" ")).map(Pattern::quote).collect(Collectors.joining("\\s+")));
  }

  private static void compile(String name, String source, Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none",
            "-parameters",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString());
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    if (!compiler.getTask(messages, null, null, options, null, List.of(file)).call()) {
      throw new AssertionError(messages.toString());
    }
  }
}
