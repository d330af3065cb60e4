package io.coord.curator.internal.zookeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.zookeeper.client.ServerProbe.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocketFactory;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.X509Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a look at a server's secure port finds. */
@Timeout(60)
class ServerProbeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ZKClientConfig config = new ZKClientConfig();

  ServerProbeTest() {
    config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
  }

  @Test
  void aHandshakeThatTheServerRefusesIsTheReason() throws Exception {
    // It has no certificate, so there is no cipher for both.
    try (ServerSocket server =
        listening(SSLServerSocketFactory.getDefault().createServerSocket())) {
      Finding finding = lookWhile(server, ServerProbeTest::readAndClose);

      assertThat(finding.text()).contains("the TLS handshake failed");
      assertThat(finding.cause()).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsTheReason() throws Exception {
    try (ServerSocket server = listening(new ServerSocket())) {
      Finding finding =
          lookWhile(
              server,
              socket -> {
                socket.getOutputStream().write(new byte[64]);
                readAndClose(socket);
              });

      assertThat(finding.text()).contains("the TLS handshake failed");
      assertThat(finding.cause()).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aHandshakeThatDoesNotEndIsTheReason() throws Exception {
    try (ServerSocket server = listening(new ServerSocket())) {
      Finding finding = new ServerProbe(config, Duration.ofMillis(200)).look(address(server));

      assertThat(finding.text()).contains("the TLS handshake failed");
      assertThat(finding.cause()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aTrustStoreThatIsMissingIsTheReason() throws Exception {
    config.setProperty("zookeeper.ssl.trustStore.location", "no/such/trust.jks");
    try (ServerSocket server = listening(new ServerSocket())) {
      Finding finding = new ServerProbe(config, PATIENCE).look(address(server));

      assertThat(finding.text())
          .contains("the TLS settings cannot be used")
          .contains("no/such/trust.jks");
      assertThat(finding.cause()).isInstanceOf(X509Exception.class);
    }
  }

  private interface Conversation {
    void with(Socket socket) throws IOException;
  }

  private Finding lookWhile(ServerSocket server, Conversation conversation) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                conversation.with(socket);
              } catch (IOException e) {
                // The client went, which is what it is to do.
              }
            });
    thread.start();
    Finding finding = new ServerProbe(config, PATIENCE).look(address(server));
    joined(thread);
    return finding;
  }

  private static void readAndClose(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read()).isLessThan(256);
  }

  private static ServerSocket listening(ServerSocket server) throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return server;
  }

  private static InetSocketAddress address(ServerSocket server) {
    return InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort());
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
