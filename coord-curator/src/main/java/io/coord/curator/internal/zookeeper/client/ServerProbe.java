package io.coord.curator.internal.zookeeper.client;

import io.coord.curator.internal.support.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.X509Exception;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a server as ZooKeeper's client does, up to the point where the session would begin,
 * and describes how far it got.
 */
final class ServerProbe {

  private final ZKClientConfig config;
  private final Duration patience;

  /**
   * Does not connect yet.
   *
   * @param patience for the connection and the handshake; it does not limit the resolution of the
   *     host's name
   */
  ServerProbe(ZKClientConfig config, Duration patience) {
    this.config = config;
    this.patience = patience;
  }

  /**
   * What was found at one address.
   *
   * @param text continues "host:port …"
   * @param cause null if the server took the connection
   */
  record Finding(String text, @Nullable Throwable cause) {

    static final Finding NOT_RESOLVED_IN_TIME =
        new Finding("could not be resolved in time: check the name service", null);

    static Finding unexpected(Throwable thrown) {
      return new Finding("could not be probed (" + thrown + ")", thrown);
    }
  }

  Finding look(InetSocketAddress server) {
    try {
      InetAddress address = InetAddress.getByName(server.getHostString());
      InetSocketAddress resolved = new InetSocketAddress(address, server.getPort());
      return config.getBoolean(ZKClientConfig.SECURE_CLIENT) ? secure(resolved) : plain(resolved);
    } catch (UnknownHostException e) {
      return new Finding("is unknown: check the host's name and the name service", e);
    } catch (ConnectException e) {
      return new Finding(
          "refuses the connection: check that a server is running there, and the port", e);
    } catch (SocketTimeoutException e) {
      return new Finding("does not answer: check the address, routes and firewalls", e);
    } catch (IOException e) {
      return new Finding("cannot be reached: " + e.getMessage(), e);
    }
  }

  private Finding plain(InetSocketAddress server) throws IOException {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(server, millis(Deadline.after(patience)));
      return new Finding(
          "accepts connections, but no session was established: check that it is a ZooKeeper server, that it is serving, and that the port is one without TLS",
          null);
    }
  }

  private Finding secure(InetSocketAddress server) throws IOException {
    Deadline deadline = Deadline.after(patience);
    try (ClientX509Util tls = new ClientX509Util();
        SSLSocket socket = tls.createSSLContextAndOptions(config).createSSLSocket()) {
      if (tls.isServerHostnameVerificationEnabled(config)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.connect(server, millis(deadline));
      return handshake(socket, deadline);
    } catch (X509Exception e) {
      return new Finding(
          "was not probed, because the TLS settings cannot be used (%s): check trust store and key store"
              .formatted(RootCause.of(e).getMessage()),
          e);
    }
  }

  private static Finding handshake(SSLSocket socket, Deadline deadline) {
    try {
      socket.setSoTimeout(millis(deadline));
      socket.startHandshake();
      return new Finding(
          "completes the TLS handshake, but no session was established: check that it is a ZooKeeper server, and that it is serving",
          null);
    } catch (IOException e) {
      return new Finding(
          "accepts connections, but the TLS handshake failed (%s): check trust store, key store, and that the port is the secure one"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** At least one millisecond, because zero would mean no limit. */
  private static int millis(Deadline deadline) {
    return (int) Math.max(1, deadline.remainingMillis());
  }
}
