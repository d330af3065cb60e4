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
class NamesTest {

  private static final List<String> PIECES =
      List.of("a", "B", "0", ".", "/", "%", "%2F", "%2f", " ", "ä", "漢", "😀", "\u0000", "\uffff");

  @ParameterizedTest
  @ValueSource(strings = {"hadoop102", "10.0.0.1:9820", "a_b~c@d+e=f,g-h", "...", ".a", "a."})
  void plainNamesStayAsTheyAre(String name) {
    assertThat(Names.encode(name)).isEqualTo(name);
  }

  @Test
  void whatZooKeeperCouldMisunderstandIsEncoded() {
    assertThat(Names.encode("a/b")).isEqualTo("a%2Fb");
    assertThat(Names.encode("a b")).isEqualTo("a%20b");
    assertThat(Names.encode("100%")).isEqualTo("100%25");
    assertThat(Names.encode(".")).isEqualTo("%2E");
    assertThat(Names.encode("..")).isEqualTo("%2E%2E");
    assertThat(Names.encode("ä")).isEqualTo("%C3%A4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "100%", "%zz", "%2", "%2f", "%41", "%FF", "ä%20", "%E0%80%80"})
  void aSegmentThatCoordCannotHaveWrittenStandsForItself(String segment) {
    assertThat(Names.decode(segment)).isEqualTo(segment);
  }

  @Test
  void everyNameComesBackAndNoTwoShareASegment() {
    Random random = new Random(20);
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String name = randomName(random);
      String segment = Names.encode(name);

      assertThat(Names.decode(segment)).isEqualTo(name);
      String other = names.put(segment, name);
      assertThat(other == null || other.equals(name)).as("%s and %s", other, name).isTrue();
    }
    assertThat(names).hasSizeGreaterThan(5_000);
  }

  @Test
  void everySegmentIsOneThatZooKeeperTakes() {
    Random random = new Random(21);
    for (int i = 0; i < 10_000; i++) {
      String segment = Names.encode(randomName(random));

      assertThat(segment).doesNotContain("/").matches("\\p{ASCII}+");
      assertThatCode(() -> PathUtils.validatePath("/" + segment)).doesNotThrowAnyException();
    }
  }

  @Test
  void whateverIsTypedByHandHasAName() {
    Random random = new Random(22);
    for (int i = 0; i < 10_000; i++) {
      String segment = randomName(random);
      String name = Names.decode(segment);

      assertThat(name.equals(segment) || Names.encode(name).equals(segment)).isTrue();
    }
  }

  @Test
  void theLongestNameIsStillASegment() {
    String longest = "/".repeat(NameRules.MAX_BYTES);

    assertThat(Names.encode(longest)).hasSize(3 * NameRules.MAX_BYTES);
    assertThat(Names.decode(Names.encode(longest))).isEqualTo(longest);
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
