package io.coord.curator.internal.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.Stats;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** No answer makes a node ours unless czxid and owner session fit. */
class OwnNodeTest {

  private static final long SESSION = 7;
  private static final long OTHER_SESSION = 9;

  private final OwnNode own =
      Objects.requireNonNull(OwnNode.created(stat(10, SESSION, 10), SESSION, 1));

  @Test
  void onlyACreationOfThatSessionAndTransactionMakesANodeOurs() {
    assertThat(OwnNode.created(stat(10, SESSION, 10), SESSION, 1)).isNotNull();
    assertThat(OwnNode.created(stat(10, OTHER_SESSION, 10), SESSION, 1)).isNull();
    assertThat(OwnNode.created(stat(10, SESSION, 11), SESSION, 1)).isNull();
    assertThat(OwnNode.created(stat(10, 0, 10), 0, 1)).isNull();
  }

  @Test
  void aWriteIsOfOursIfTheNodeIsAndTheSessionThatWrote() {
    assertThat(own.written(stat(10, SESSION, 12), SESSION, 2)).isNotNull();
    assertThat(own.written(stat(11, SESSION, 12), SESSION, 2)).isNull();
    assertThat(own.written(stat(10, OTHER_SESSION, 12), SESSION, 2)).isNull();
    assertThat(own.written(stat(10, SESSION, 12), OTHER_SESSION, 2)).isNull();
  }

  @Test
  void whatIsFoundIsOursIfTheNodeIs() {
    assertThat(own.found(stat(10, SESSION, 10))).isSameAs(own);
    assertThat(own.found(stat(11, SESSION, 11))).isNull();
    assertThat(own.found(stat(10, OTHER_SESSION, 10))).isNull();
  }

  private static NodeStat stat(long czxid, long owner, long mzxid) {
    return Stats.ephemeral(czxid, mzxid, 0, owner);
  }
}
