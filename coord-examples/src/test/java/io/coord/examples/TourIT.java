package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TourIT {

  private static final Path README = Path.of("../README.md");

  /** A block without a language. The README has only one: the output of the tour. */
  private static final Pattern BLOCK = Pattern.compile("(?m)^```\n([^`]*)^```$");

  private static final String OMISSION = "  …\n";
  private static final Pattern EVENT = Pattern.compile("^ *[0-9]+\\.[0-9]{3} s  ");
  private static final Pattern TOKEN = Pattern.compile("(?<=token )[0-9]+");

  /** Long enough that no session expires because the machine is busy. */
  private static final String TIMEOUT = "6s";

  private static EmbeddedZooKeeper zooKeeper;
  private static Program onItsOwn;
  private static Program connected;

  /** Both at once and only once, because a tour takes as long as three sessions. */
  @BeforeAll
  static void start() throws Exception {
    zooKeeper = EmbeddedZooKeeper.start();
    onItsOwn = Program.coord("tour", "--session-timeout", TIMEOUT);
    connected =
        Program.coord("tour", "--session-timeout", TIMEOUT, "--connect", zooKeeper.connectString());
  }

  @AfterAll
  static void close() {
    connected.close();
    onItsOwn.close();
    zooKeeper.close();
  }

  @Test
  void showsEveryChangeAndChecksItOnAnyZooKeeper() throws Exception {
    assertShownAndChecked(onItsOwn);
    assertShownAndChecked(connected);
    try (RawClient raw = RawClient.connect(zooKeeper.connectString(), Duration.ofSeconds(30))) {
      assertThat(raw.children("/")).as("nodes left behind").containsExactly("zookeeper");
    }
  }

  @Test
  void theReadmeQuotesWhatItPrints() throws Exception {
    List<List<String>> quotes = quotesOfTheReadme();
    assertThat(quotes).hasSize(2);
    assertThat(onItsOwn.awaitExit()).as("%s", onItsOwn.err()).isZero();
    List<String> printed = onItsOwn.out();
    for (List<String> quote : quotes) {
      int start = start(printed, quote);
      assertThat(start).as("%s in %s", quote, printed).isNotNegative();
      printed = printed.subList(start + quote.size(), printed.size());
    }
  }

  /** {@return the lines between omissions, without those that Maven prints} */
  private static List<List<String>> quotesOfTheReadme() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(README));
    assertThat(block.find()).isTrue();
    return Stream.of(block.group(1).split(OMISSION))
        .map(part -> part.lines().filter(line -> !line.startsWith("[INFO] ")).toList())
        .filter(quote -> !quote.isEmpty())
        .toList();
  }

  private static int start(List<String> printed, List<String> quote) {
    int last = printed.size() - quote.size();
    return IntStream.rangeClosed(0, last)
        .filter(i -> masked(printed.subList(i, i + quote.size())).equals(masked(quote)))
        .findFirst()
        .orElse(-1);
  }

  /** Hides the times, and replaces each token by the number of other tokens before it. */
  private static List<String> masked(List<String> lines) {
    List<String> tokens = new ArrayList<>();
    return lines.stream()
        .map(line -> EVENT.matcher(line).replaceFirst(""))
        .map(line -> TOKEN.matcher(line).replaceAll(token -> index(tokens, token.group())))
        .toList();
  }

  private static String index(List<String> tokens, String token) {
    if (!tokens.contains(token)) {
      tokens.add(token);
    }
    return Integer.toString(tokens.indexOf(token));
  }

  private static void assertShownAndChecked(Program tour) throws Exception {
    assertThat(tour.awaitExit()).as("%s", tour.err()).isZero();
    assertThat(tour.err()).isEmpty();
    assertThat(changesSeen(tour.out()))
        .containsExactly(
            "+ hadoop102   [hadoop102]",
            "+ hadoop103   [hadoop102, hadoop103]",
            "+ hadoop104   [hadoop102, hadoop103, hadoop104]",
            "~ hadoop104   [hadoop102, hadoop103, hadoop104]",
            "- hadoop103   [hadoop102, hadoop104]",
            "- hadoop102   [hadoop104]");
    assertThat(grants(tour.out()))
        .containsExactly("hadoop102", "hadoop103", "hadoop104", "hadoop103", "hadoop104");
    assertThat(tour.out())
        .contains(
            "  checked: the client's view matches ZooKeeper's nodes: [hadoop104]",
            "  checked: 6 changes, each seen exactly once, in order",
            "  checked: 5 grants, never two at the same time, each with a greater token",
            "  checked: the write with the crashed holder's token was rejected",
            "  checked: 3 leaders, never two at the same time, each with a greater epoch")
        .endsWith("  checked: the client saw each of them once, with the same epoch");
    assertThat(namesIn(tour.out(), " leads (epoch "))
        .containsExactly("hadoop103", "hadoop104", "hadoop102");
  }

  /** {@return who was granted the lock; the first three, which raced, sorted by name} */
  private static List<String> grants(List<String> lines) {
    List<String> names = namesIn(lines, "acquired the lock (token ");
    names.subList(0, 3).sort(null);
    return names;
  }

  /** {@return whom the lines with this text concern} */
  private static List<String> namesIn(List<String> lines, String text) {
    return lines.stream()
        .filter(line -> line.contains(text))
        .map(line -> line.trim().split(" +")[2])
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<String> changesSeen(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(" *[0-9.]+ s  client +[+~-] .*"))
        .map(line -> line.replaceFirst(" *[0-9.]+ s  client +", ""))
        .toList();
  }
}
