package io.coord.examples.ensemble;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a follower and its leader, which can hold back what the leader says: nothing
 * is lost, it arrives late. What the follower says goes through at once. Thread-safe.
 */
final class SlowLink implements AutoCloseable {

  private final ServerSocket entrance;
  private final int leaderPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean held; // guarded by this

  private SlowLink(ServerSocket entrance, int leaderPort) {
    this.entrance = entrance;
    this.leaderPort = leaderPort;
  }

  /** A link to the server that listens on that port of this machine if it leads. */
  static SlowLink to(int leaderPort) {
    try {
      ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      SlowLink link = new SlowLink(entrance, leaderPort);
      start("link-" + leaderPort, link::accept);
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Holds back what the leader says from now on. */
  synchronized void hold() {
    held = true;
  }

  /** Lets through what was held back, and all that follows. */
  synchronized void release() {
    held = false;
    notifyAll();
  }

  @Override
  public void close() {
    closeQuietly(entrance);
    open.forEach(SlowLink::closeQuietly);
    release();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket follower = entrance.accept();
        start("link-from-follower", () -> connect(follower));
      } catch (IOException e) {
        // Closed, or a connection that ended before it began; the follower will try again.
      }
    }
  }

  private void connect(Socket follower) {
    open.add(follower);
    try (follower;
        Socket leader = new Socket(InetAddress.getLoopbackAddress(), leaderPort)) {
      open.add(leader);
      start("link-from-leader", () -> pumpFromLeader(leader, follower));
      follower.getInputStream().transferTo(leader.getOutputStream());
      open.remove(leader);
    } catch (IOException e) {
      // One side is gone, and by the end of the block the other is, as without this link.
    } finally {
      open.remove(follower);
    }
  }

  private void pumpFromLeader(Socket leader, Socket follower) {
    try (leader;
        follower) {
      InputStream in = leader.getInputStream();
      OutputStream out = follower.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitRelease();
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // As above.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitRelease() throws InterruptedException {
    while (held) {
      wait();
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // A socket that cannot be closed is closed.
    }
  }
}
