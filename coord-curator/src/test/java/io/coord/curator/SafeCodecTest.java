package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.CapturedLog;
import io.coord.registry.ServiceInstance;
import org.junit.jupiter.api.Test;

/** An id is what anybody may have called a node: it cannot write lines of its own into the log. */
class SafeCodecTest {

  @Test
  void theIdThatCannotBeReadIsEscapedInTheLog() {
    try (CapturedLog log = CapturedLog.start()) {
      new SafeCodec(new Unreadable()).read("of-codec", "a\u001b\nWARN forged", new byte[0]);

      assertThat(log.lines("of service 'of-codec'"))
          .singleElement()
          .asString()
          .contains("'a\\u001B\\nWARN forged'");
    }
  }

  private static final class Unreadable implements InstanceCodec {
    @Override
    public byte[] encode(ServiceInstance instance) {
      throw new IllegalStateException("not written here");
    }

    @Override
    public ServiceInstance decode(String service, String id, byte[] payload) {
      throw new IllegalStateException("not readable");
    }
  }
}
