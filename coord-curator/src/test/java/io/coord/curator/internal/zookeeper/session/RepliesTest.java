package io.coord.curator.internal.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import org.apache.zookeeper.KeeperException.Code;
import org.junit.jupiter.api.Test;

class RepliesTest {

  @Test
  void aCodeOfANewerServerIsASystemError() {
    assertThat(Replies.code(-98_765)).isEqualTo(ReplyCode.SYSTEMERROR);
  }

  @Test
  void anyOtherCodeIsItself() {
    for (Code code : Code.values()) {
      assertThat(Replies.code(code.intValue()).name()).isEqualTo(code.name());
    }
  }
}
