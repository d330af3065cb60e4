package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.Stats;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.testing.CapturedLog;
import io.coord.registry.ServiceInstance;
import org.junit.jupiter.api.Test;

/**
 * What anybody may have put into ZooKeeper reaches the log once, and cannot write lines of its own.
 */
class MemberParserTest {

  private final KnownPath known = new KnownPath();

  @Test
  void aNodeThatIsNoMemberIsNamedOnceHoweverOftenItIsRead() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int read = 0; read < 3; read++) { // each with a parser of its own, as instances() has
        new MemberParser("named-once", new Refusing(), known).parse("x", Stats.ANY, new byte[0]);
        new MemberParser("named-once", new Refusing(), known).unreadable("y");
      }
      assertThat(log.lines("Node 'x' of service 'named-once'")).hasSize(1);
      assertThat(log.lines("Node 'y' of service 'named-once'")).hasSize(1);
    }
  }

  @Test
  void whatItIsCalledAndWhyAreEscaped() {
    try (CapturedLog log = CapturedLog.start()) {
      String name = "a\u001b[31m\nWARN forged";
      new MemberParser("esc\naped", new Refusing(), known).parse(name, Stats.ANY, new byte[0]);

      assertThat(log.lines("of service 'esc\\naped'"))
          .singleElement()
          .asString()
          .contains("a\\u001B[31m\\nWARN forged", "no id: \\u001B\\n")
          .doesNotContain("\u001b");
      assertThat(log.lines("WARN forged")).hasSize(1);
    }
  }

  private static final class Refusing implements InstanceFormat {
    @Override
    public byte[] write(ServiceInstance instance) {
      throw new IllegalStateException("not written here");
    }

    @Override
    public ServiceInstance read(String service, String id, byte[] payload) {
      throw new IllegalArgumentException("no id: \u001b\n");
    }

    @Override
    public ServiceInstance raw(String service, String id, byte[] payload) {
      throw new IllegalStateException("read is not an Error here");
    }
  }
}
