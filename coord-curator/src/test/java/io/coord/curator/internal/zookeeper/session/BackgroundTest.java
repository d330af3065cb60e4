package io.coord.curator.internal.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.RejectedException;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyCode;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operation throws while it is being started. */
class BackgroundTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        IllegalStateException.class,
        NullPointerException.class,
        java.io.IOException.class,
        AssertionError.class,
        StackOverflowError.class
      })
  void whatIsPluggedInFailsForGoodAndIsNoOutage(Class<? extends Throwable> type) throws Exception {
    Throwable thrown = type.getConstructor().newInstance();

    Reply reply = Background.start(callback -> raise(thrown)).join();

    assertThat(reply.failure()).isSameAs(thrown);
    assertThat(reply.code().isTransient()).isFalse();
    assertThat(reply.exception(Intent.READ, "read /a"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("read /a")
        .hasCause(thrown);
  }

  @Test
  void anExceptionOfZooKeepersIsItsCode() {
    Reply reply =
        Background.start(
                callback -> {
                  throw new KeeperException.SessionExpiredException();
                })
            .join();

    assertThat(reply.code()).isEqualTo(ReplyCode.SESSIONEXPIRED);
    assertThat(reply.failure()).isNull();
  }

  /** That it is closed is known by other means, and nobody's fault. */
  @Test
  void aClientThatIsClosedIsALostConnection() {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient("127.0.0.1:1", new RetryOneTime(1)); // never started

    Reply reply =
        Background.start(callback -> client.sync().inBackground(callback).forPath("/")).join();

    assertThat(reply.code()).isEqualTo(ReplyCode.CONNECTIONLOSS);
    assertThat(reply.failure()).isNull();
  }

  private static void raise(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }
}
