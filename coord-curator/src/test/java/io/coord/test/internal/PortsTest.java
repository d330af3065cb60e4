package io.coord.test.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ChildJvm;
import java.nio.channels.FileLock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void eachIsGivenOnce() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(ports.add(Ports.free())).isTrue();
    }
  }

  @Test
  void aPortIsNoOthersUntilItsJvmHasEnded() throws Exception {
    int port;
    try (ChildJvm other = ChildJvm.start(OtherJvm.class, List.of("-Xmx64m"))) {
      port = Integer.parseInt(other.answer());
      assertThat(Ports.claim(port)).isNull();
    }
    try (FileLock claim = Ports.claim(port)) {
      assertThat(claim).isNotNull();
    }
  }

  /** Takes a port and keeps it until its input ends. */
  static final class OtherJvm {
    public static void main(String[] args) throws Exception {
      System.out.println(Ports.free());
      ChildJvm.serve(words -> "");
    }
  }
}
