package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation shows is compiled somewhere, and what the code cites is written down. */
class DocumentationTest {

  private static final Path PROJECT = projectRoot();
  private static final Pattern JAVA_BLOCK =
      Pattern.compile("^ *```java\\s*?\\R(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern COMMENT_LINE_BREAK = Pattern.compile("\\R\\s*(\\*|//) ?");
  private static final Pattern CITATION =
      Pattern.compile("\\bhazards? ((?:[A-Z]\\d+(?:, | and |, and )?)+)");
  private static final Pattern ROW = Pattern.compile("[A-Z]\\d+");
  private static final Pattern ROW_OF_TABLE =
      Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\|.*\\| ([^|]*) \\|$");
  private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z]\\w*)");

  @Test
  void everyBlockOfJavaInTheDocumentationIsPartOfASource() {
    List<String> sources = javaSources().map(DocumentationTest::read).toList();
    List<String> blocks = pages().flatMap(page -> blocksOf(read(page)).stream()).toList();

    assertThat(blocks).isNotEmpty();
    assertThat(missing(blocks, sources)).isEmpty();
  }

  @Test
  void aBlockThatIsInNoSourceIsFound() {
    String page =
        "Text.\n```java\nint a = 1;\n```\n```sh\nnot java\n```\n```java\nint b = 2;\n```\n";

    assertThat(missing(blocksOf(page), List.of("class A {\n  int a =\n      1;\n}")))
        .containsExactly("int b = 2;\n");
  }

  @Test
  void everyHazardThatACommentCitesIsARowOfTheTable() {
    Set<String> rows = new TreeSet<>();
    hazards().forEach(hazard -> rows.add(hazard.group(1)));
    Set<String> cited = new TreeSet<>();
    javaSources().map(DocumentationTest::read).forEach(source -> cited.addAll(citations(source)));

    assertThat(cited).isNotEmpty();
    assertThat(rows).containsAll(cited);
  }

  @Test
  void everyClassThatAnswersAHazardIsThere() {
    Set<String> sources = new TreeSet<>();
    javaSources().forEach(file -> sources.add(file.getFileName().toString()));
    Set<String> answering = new TreeSet<>();
    for (MatchResult hazard : hazards()) {
      Matcher name = CLASS_NAME.matcher(hazard.group(2));
      assertThat(name.find()).as("%s names a class", hazard.group(1)).isTrue();
      do {
        answering.add(name.group(1) + ".java");
      } while (name.find());
    }

    assertThat(answering).isNotEmpty();
    assertThat(sources).containsAll(answering);
  }

  @Test
  void citationsAreFoundAcrossLinesAndInEnumerations() {
    String source = "/** As it is (hazard\n * Z7). */\n// hazards Y1, Y2 and Y3: so.\n";

    assertThat(citations(source)).containsExactly("Y1", "Y2", "Y3", "Z7");
  }

  @Test
  void everyRowOfATableHasAsManyCellsAsItsHeader() {
    Stream<Path> texts = Stream.concat(pages(), Stream.of(PROJECT.resolve("CONTRIBUTING.md")));

    assertThat(texts.flatMap(page -> brokenRows(read(page)).stream())).isEmpty();
  }

  @Test
  void aRowThatWasJoinedWithTheNextIsFound() {
    assertThat(brokenRows("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | | 5 | 6 |\n\n| c |\n|---|\n"))
        .containsExactly("| 3 | 4 | | 5 | 6 |");
  }

  private static List<String> brokenRows(String page) {
    List<String> broken = new ArrayList<>();
    int width = 0; // of the table that this line belongs to; 0 outside of tables
    for (String line : page.lines().toList()) {
      int cells = line.startsWith("|") ? line.split("\\|", -1).length : 0;
      width = width == 0 || cells == 0 ? cells : width;
      if (cells != width) {
        broken.add(line);
      }
    }
    return broken;
  }

  /** Each with its name and with the classes that answer it. */
  private static List<MatchResult> hazards() {
    return ROW_OF_TABLE.matcher(read(PROJECT.resolve("docs/hazards.md"))).results().toList();
  }

  private static List<String> blocksOf(String page) {
    List<String> blocks = new ArrayList<>();
    Matcher block = JAVA_BLOCK.matcher(page);
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  private static List<String> missing(List<String> blocks, List<String> sources) {
    List<String> dense = sources.stream().map(DocumentationTest::withoutSpace).toList();
    return blocks.stream()
        .filter(block -> dense.stream().noneMatch(it -> it.contains(withoutSpace(block))))
        .toList();
  }

  private static Set<String> citations(String source) {
    Set<String> cited = new TreeSet<>();
    String flowing = COMMENT_LINE_BREAK.matcher(source).replaceAll(" ");
    Matcher citation = CITATION.matcher(flowing);
    while (citation.find()) {
      Matcher row = ROW.matcher(citation.group(1));
      while (row.find()) {
        cited.add(row.group());
      }
    }
    return cited;
  }

  /** The formatter breaks lines where the documentation does not. */
  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }

  private static Stream<Path> pages() {
    Path readme = PROJECT.resolve("README.md");
    return Stream.concat(
        Stream.of(readme).filter(Files::exists), filesBelow(PROJECT.resolve("docs"), ".md"));
  }

  private static Stream<Path> javaSources() {
    return Stream.of("coord-api", "coord-test", "coord-curator", "coord-examples")
        .flatMap(module -> filesBelow(PROJECT.resolve(module).resolve("src"), ".java"))
        // Its own examples of what is missing would be found in itself.
        .filter(file -> !file.endsWith("DocumentationTest.java"));
  }

  private static Stream<Path> filesBelow(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("coord-api"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
