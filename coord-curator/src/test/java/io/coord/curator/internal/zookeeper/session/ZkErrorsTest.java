package io.coord.curator.internal.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.zookeeper.KeeperException.Code;
import org.junit.jupiter.api.Test;

class ZkErrorsTest {

  @Test
  void aCodeOfANewerServerIsASystemError() {
    assertThat(ZkErrors.code(-98_765)).isEqualTo(Code.SYSTEMERROR);
  }

  @Test
  void anyOtherCodeIsItself() {
    for (Code code : Code.values()) {
      assertThat(ZkErrors.code(code.intValue())).isEqualTo(code);
    }
  }
}
