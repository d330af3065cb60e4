package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.coord.NameRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.zookeeper.common.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as znode segments: one for each, a valid one, and the way back. */
class NodeNamesTest {

  private static final List<String> PIECES =
      List.of("a", "B", "0", ".", "/", "%", "%2F", "%2f", " ", "ä", "漢", "😀", "\u0000", "\uffff");

  @ParameterizedTest
  @ValueSource(strings = {"hadoop102", "10.0.0.1:9820", "a_b~c@d+e=f,g-h", "...", ".a", "a."})
  void plainNamesStayAsTheyAre(String name) {
    assertThat(NodeNames.encode(name)).isEqualTo(name);
  }

  @Test
  void whatZooKeeperCouldMisunderstandIsEncoded() {
    assertThat(NodeNames.encode("a/b")).isEqualTo("a%2Fb");
    assertThat(NodeNames.encode("a b")).isEqualTo("a%20b");
    assertThat(NodeNames.encode("100%")).isEqualTo("100%25");
    assertThat(NodeNames.encode(".")).isEqualTo("%2E");
    assertThat(NodeNames.encode("..")).isEqualTo("%2E%2E");
    assertThat(NodeNames.encode("ä")).isEqualTo("%C3%A4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "100%", "%zz", "%2", "%2f", "%41", "%FF", "ä%20", "%E0%80%80"})
  void aSegmentThatCoordCannotHaveWrittenStandsForItself(String segment) {
    assertThat(NodeNames.decode(segment)).isEqualTo(segment);
  }

  @Test
  void everyNameComesBackAndNoTwoShareASegment() {
    Random random = new Random(20);
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String name = randomName(random);
      String segment = NodeNames.encode(name);

      assertThat(NodeNames.decode(segment)).isEqualTo(name);
      String other = names.put(segment, name);
      assertThat(other == null || other.equals(name)).as("%s and %s", other, name).isTrue();
    }
    assertThat(names).hasSizeGreaterThan(5_000);
  }

  @Test
  void everySegmentIsOneThatZooKeeperTakes() {
    Random random = new Random(21);
    for (int i = 0; i < 10_000; i++) {
      String segment = NodeNames.encode(randomName(random));

      assertThat(segment).doesNotContain("/").matches("\\p{ASCII}+");
      assertThatCode(() -> PathUtils.validatePath("/" + segment)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "100%", "%zz", "ä", "漢", "%41"})
  void aNameThatCouldBeTypedHasTwoSegments(String name) {
    assertThat(NodeNames.typed(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "...", ".", "..", "a/b", "a%20b", "\u0000", "\n", "\u0085", "😀", "\uffff"})
  void anotherHasOne(String name) {
    assertThat(NodeNames.typed(name)).isNull();
  }

  @Test
  void whatCouldBeTypedIsWhatZooKeeperTakes() {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      String name = "a b" + c;
      assertThat(NodeNames.typed(name) != null).as("%x", (int) c).isEqualTo(isTakenAsOne(name));
    }
  }

  private static boolean isTakenAsOne(String segment) {
    try {
      PathUtils.validatePath("/" + segment);
      return segment.indexOf('/') < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void whateverIsTypedByHandHasAName() {
    Random random = new Random(22);
    for (int i = 0; i < 10_000; i++) {
      String segment = randomName(random);
      String name = NodeNames.decode(segment);

      assertThat(name.equals(segment) || NodeNames.encode(name).equals(segment)).isTrue();
    }
  }

  @Test
  void theLongestNameIsStillASegment() {
    String longest = "/".repeat(NameRules.MAX_BYTES);

    assertThat(NodeNames.encode(longest)).hasSize(3 * NameRules.MAX_BYTES);
    assertThat(NodeNames.decode(NodeNames.encode(longest))).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ä/漢", "😀", "it's \"it\"", ""})
  void whatCanBePrintedIsPrintedAsItIs(String name) {
    assertThat(NodeNames.printable(name)).isEqualTo(name);
  }

  @Test
  void whatCouldForgeALogIsEscaped() {
    assertThat(NodeNames.printable("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
    assertThat(NodeNames.printable("\u001b[31mred")).isEqualTo("\\u001B[31mred");
    assertThat(NodeNames.printable("\u0000\u007f\u0085\u2028\u2029"))
        .isEqualTo("\\u0000\\u007F\\u0085\\u2028\\u2029");
    assertThat(NodeNames.printable("\u202egpj.exe\u2066")).isEqualTo("\\u202Egpj.exe\\u2066");
    assertThat(NodeNames.printable("a\ud83d")).isEqualTo("a\\uD83D");
    assertThat(NodeNames.printable("\ude00b")).isEqualTo("\\uDE00b");
    assertThat(NodeNames.printable(new StringBuilder().appendCodePoint(0xe0041).toString()))
        .isEqualTo("\\uDB40\\uDC41");
  }

  @Test
  void anEscapeThatWasTypedIsToldFromOneThatWasMade() {
    assertThat(NodeNames.printable("a\\nb")).isEqualTo("a\\\\nb");
  }

  @Test
  void whatIsPrintedHasAnEnd() {
    assertThat(NodeNames.printable("😀".repeat(200)))
        .isEqualTo("😀".repeat(150) + "… (400 characters)");
    assertThat(NodeNames.printable("x".repeat(300))).isEqualTo("x".repeat(300));
    assertThat(NodeNames.printable("\n".repeat(100_000))).hasSizeLessThan(1_000);
  }

  private static String randomName(Random random) {
    StringBuilder name = new StringBuilder();
    int pieces = 1 + random.nextInt(6);
    for (int i = 0; i < pieces; i++) {
      name.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return name.toString();
  }
}
