package io.coord.test;

import io.coord.Coordination;
import io.coord.test.internal.Clients;
import io.coord.test.internal.LeftBehind;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.TestProcess;
import io.coord.test.internal.ZkServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.jspecify.annotations.Nullable;

/**
 * A real ZooKeeper server in this JVM, and simulated processes with real sessions, whose network
 * and sessions a test breaks. With JUnit, use {@link CoordExtension} instead.
 *
 * <pre>{@code
 * try (CoordServer zk = new CoordServer(CuratorCoordination::connect).start()) {
 *   Coordination a = zk.process("a");
 *   Lease lease = a.lock("orders").acquire();
 *   zk.expire(a);
 *   // wait until lease.state() is LOST
 * }
 * }</pre>
 *
 * <p>The server keeps its files in a temporary directory and listens on loopback only. It grants
 * session timeouts of 1 to 10 s. In what follows, T is the timeout that it granted to a process.
 *
 * <p>Methods may be called by any thread. Faults act on one process, on its link to the server;
 * {@link #stop}, {@link #restart} and {@link #wipe} act on the server, and so on all.
 */
public class CoordServer implements AutoCloseable {

  private static final int TICK_MILLIS = 500;

  private final Function<String, Coordination> connect;
  private final List<TestProcess> processes = new ArrayList<>(); // guarded by this
  private @Nullable Started started; // null until then; guarded by this
  private boolean closed; // guarded by this
  private int port; // 0: any that is free; guarded by this
  private Duration maxSessionTimeout = Duration.ofSeconds(10); // guarded by this
  private boolean leakCheck = true; // guarded by this

  private record Started(ZkServer server, Clients clients, Set<Thread> othersThreads) {}

  /**
   * Creates a server, which does not run yet.
   *
   * @param connect makes a Coordination from a connect string, as {@code
   *     CuratorCoordination::connect} does. Each process gets one of its own. It must connect to
   *     that address alone
   */
  public CoordServer(Function<String, Coordination> connect) {
    this.connect = Objects.requireNonNull(connect, "connect");
  }

  /**
   * Limits the session timeout that the server grants to later sessions, whatever they ask for.
   * With a short one, a machine that stalls for as long ends sessions that no test meant to end;
   * {@link #expire} and {@link #pause} need no short one.
   *
   * @param longest the greatest timeout, at least 1 s
   * @return this
   */
  public synchronized CoordServer maxSessionTimeout(Duration longest) {
    requireNotStarted();
    if (longest.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("A session timeout is at least 1 s: " + longest);
    }
    this.maxSessionTimeout = longest;
    return this;
  }

  /**
   * Sets the port on which the server listens. By default it takes a free one.
   *
   * @param number of the port
   * @return this
   */
  public synchronized CoordServer port(int number) {
    requireNotStarted();
    this.port = number;
    return this;
  }

  /**
   * Says whether to fail a test that leaves something behind; see {@link #closeProcesses}. True by
   * default.
   *
   * @param check whether to
   * @return this
   */
  public synchronized CoordServer leakCheck(boolean check) {
    this.leakCheck = check;
    return this;
  }

  /**
   * Starts the server; returns once it serves.
   *
   * @return this
   * @throws IllegalStateException if the port is in use, or it was started or closed before
   */
  public synchronized CoordServer start() {
    requireNotStarted();
    int millis = Math.toIntExact(maxSessionTimeout.toMillis());
    ZkServer server = port == 0 ? new ZkServer(TICK_MILLIS) : new ZkServer(TICK_MILLIS, port);
    server.grantAtMost(millis);
    try {
      server.start();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    started = new Started(server, new Clients(millis), NoLeaks.threadsOfCoordAndClients());
    return this;
  }

  /**
   * Connects a process: a Coordination with a session of its own, behind a link of its own. The
   * locks, instances and elections of the server's other processes are its own, too.
   *
   * @param name for messages. The name of a process that was closed may be used again
   * @return the Coordination, as the function made it; {@link #closeProcesses} closes it
   */
  public Coordination process(String name) {
    Objects.requireNonNull(name, "name");
    TestProcess process = new TestProcess(name, running(), connect);
    synchronized (this) {
      processes.add(process);
    }
    return process.coordination();
  }

  /**
   * Ends the process's session at the server, as if it had been silent for T. When this returns,
   * the session has ended: its contenders and instances are deleted, and others get its locks. The
   * process learns of it from the server, some milliseconds later; until then {@code isHeld()} may
   * still be true, so wait for {@code LOST} before asserting anything about the process. If it is
   * cut off, it does not learn of it. A process that is connected then begins a new session and
   * restores its registrations.
   *
   * @param process one of this server's
   * @throws IllegalStateException if it has no session at the server
   */
  public void expire(Coordination process) {
    TestProcess known = known(process);
    running();
    known.expire();
  }

  /**
   * Holds back what the process and the server send each other, and tells neither: connections stay
   * open, new ones are accepted and lead nowhere. The process's leases are {@code SUSPECT} when the
   * last reply is about T/3 old, and {@code LOST} after T. The server ends its session within T + 1
   * s after it last heard from it.
   *
   * @param process one of this server's
   */
  public void freeze(Coordination process) {
    known(process).freeze();
  }

  /**
   * Ends {@link #freeze}: what was held back is delivered, unless a connection was given up.
   *
   * @param process one of this server's
   */
  public void thaw(Coordination process) {
    known(process).restore();
  }

  /**
   * Closes the process's connections, and each new one at once, as if the server refused it. The
   * process notices at once: its leases are {@code SUSPECT}, and {@code LOST} after T. The server
   * keeps its session for T, as it does when a process is killed. To let a member crash without
   * waiting for T, call {@code cut} and then {@link #expire}.
   *
   * @param process one of this server's
   */
  public void cut(Coordination process) {
    known(process).cut();
  }

  /**
   * Ends {@link #cut}. The process tries to connect again about once a second.
   *
   * @param process one of this server's
   */
  public void reconnect(Coordination process) {
    known(process).restore();
  }

  /**
   * Lets the process miss what happens, as a JVM that was stopped for longer than T does: it is
   * frozen, and then its session is ended at the server. When this returns, others can get its
   * locks, and the process has not been told.
   *
   * <p>A stopped JVM does nothing in the meantime, whereas the threads of this process run on: they
   * see that replies fail to appear, so a lease that is looked at only after T/3 is {@code SUSPECT}
   * already, and calls end at their deadlines. What neither sees before {@link #resume} is that the
   * session has ended.
   *
   * @param process one of this server's
   */
  public void pause(Coordination process) {
    TestProcess known = known(process);
    running();
    known.freeze();
    known.expire();
  }

  /**
   * Ends {@link #pause}: the process finds its connection closed, connects again, and is told that
   * its session has ended. Its leases are {@code LOST}, and its registrations are restored.
   *
   * @param process one of this server's
   */
  public void resume(Coordination process) {
    known(process).restore();
  }

  /**
   * Stops the server and closes all connections. All leases are {@code SUSPECT} within
   * milliseconds, and {@code LOST} after T; views are stale and keep their members. Data and
   * sessions stay on disk.
   */
  public void stop() {
    running().stop();
  }

  /**
   * Starts the server with its data, on the same port, after stopping it if it runs. Its sessions
   * have T from now on to come back; the processes try about once a second.
   */
  public void restart() {
    present().restart();
  }

  /**
   * Stops the server, deletes all its data and sessions, and starts it. A process that was
   * connected has seen a later state than the server is in, and is turned away until its client
   * gives up the session, about T later. Then it begins a new one and restores its registrations.
   */
  public void wipe() {
    present().restartWiped();
    synchronized (this) {
      processes.forEach(TestProcess::forgotten);
    }
  }

  /** {@return the address of the server, without a link, for other tools} */
  public String connectString() {
    return present().connectString();
  }

  /**
   * Connects a Curator client to the server, without a link, for what a test does or sees beside
   * Coord. {@link #closeProcesses} closes it.
   *
   * @return a client that is connected
   */
  public CuratorFramework client() {
    String address = running().connectString();
    return started().clients().connected(address);
  }

  /**
   * Ends a test: starts the server if it is stopped, repairs all links, and closes all processes
   * and clients. Then it checks what was left: a lease that was still open at the server, or a
   * contender, an instance, a watch or a thread that is still there after 10 s.
   *
   * @throws AssertionError if something was left, or a process could not be closed; for a lease it
   *     says where it was asked for
   */
  public void closeProcesses() {
    Started now = started();
    if (!now.server().isRunning()) {
      now.server().start();
    }
    LeftBehind left = new LeftBehind();
    for (TestProcess process : takeProcesses()) {
      if (checksLeaks()) {
        left.addLeases(process);
      }
      left.close(process);
    }
    now.clients().close();
    if (checksLeaks()) {
      left.addRemains(now.server(), now.othersThreads());
    }
    left.assertNothing();
  }

  /** Does {@link #closeProcesses}, stops the server and deletes its data. */
  @Override
  public void close() {
    if (!isOpen()) {
      return;
    }
    ZkServer server = present();
    try {
      closeProcesses();
    } finally {
      markClosed();
      server.close();
    }
  }

  private synchronized boolean isOpen() {
    return started != null && !closed;
  }

  private synchronized void markClosed() {
    closed = true;
  }

  private synchronized boolean checksLeaks() {
    return leakCheck;
  }

  /** The youngest first. */
  private synchronized List<TestProcess> takeProcesses() {
    List<TestProcess> taken = new ArrayList<>(processes);
    processes.clear();
    Collections.reverse(taken);
    return taken;
  }

  private synchronized TestProcess known(Coordination process) {
    Objects.requireNonNull(process, "process");
    present();
    return processes.stream()
        .filter(known -> known.coordination() == process)
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Not a process of this server: pass what process(name) returned in this test."));
  }

  private synchronized void requireNotStarted() {
    if (closed) {
      throw new IllegalStateException("This server is closed.");
    }
    if (started != null) {
      throw new IllegalStateException("This server has been started already.");
    }
  }

  private synchronized Started started() {
    if (closed) {
      throw new IllegalStateException("This server is closed.");
    }
    Started now = started;
    if (now == null) {
      throw new IllegalStateException("This server has not been started: call start() first.");
    }
    return now;
  }

  private ZkServer present() {
    return started().server();
  }

  private ZkServer running() {
    ZkServer present = present();
    if (!present.isRunning()) {
      throw new IllegalStateException("This server is stopped: call restart() first.");
    }
    return present;
  }
}
