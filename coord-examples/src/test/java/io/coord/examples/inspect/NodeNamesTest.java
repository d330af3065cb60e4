package io.coord.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeNamesTest {

  @Test
  void coordsNamesAreDecodedAndOthersAreUnchanged() {
    assertThat(NodeNames.decode("orders%2F42")).isEqualTo("orders/42");
    assertThat(NodeNames.decode("a+b")).isEqualTo("a+b");
    assertThat(NodeNames.decode("%E4%B8%AD")).isEqualTo("\u4e2d");
    assertThat(NodeNames.decode("100%")).isEqualTo("100%");
    assertThat(NodeNames.decode("%FF")).isEqualTo("%FF");
  }

  @Test
  void contendersOfAnyLibraryAreOrderedByTheirNumber() {
    assertThat(
            Stream.of("seq-0000000010", "_c_f-lock-0000000002", "a__lock__0000000003")
                .sorted(NodeNames.queueOrder()))
        .containsExactly("_c_f-lock-0000000002", "a__lock__0000000003", "seq-0000000010");
    assertThat(NodeNames.isContender("orders")).isFalse();
    assertThat(NodeNames.isContender("lock-000000001")).isFalse();
  }
}
