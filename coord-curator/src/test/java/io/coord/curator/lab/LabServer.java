package io.coord.curator.lab;

import io.coord.curator.testing.Signals;
import io.coord.test.internal.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One server's place in an ensemble: its ports and its data, which outlive its process. */
final class LabServer {

  private static final int WORD_MILLIS = 1_000;
  private static final int STOP_SECONDS = 10;
  private static final Pattern MODE = Pattern.compile("Mode: (\\w+)");
  private static final Pattern ZXID = Pattern.compile("Zxid: 0x(\\p{XDigit}+)");

  private final int number;
  private final Path directory;
  private final int clientPort = Ports.free();
  private final int quorumPort = Ports.free();
  private final int electionPort = Ports.free();
  private Process process;
  private boolean paused;

  /** What a server says of itself. */
  record Status(String mode, long zxid) {}

  LabServer(int number, Path parent) {
    this.number = number;
    this.directory = parent.resolve("server-" + number);
  }

  int clientPort() {
    return clientPort;
  }

  int quorumPort() {
    return quorumPort;
  }

  int electionPort() {
    return electionPort;
  }

  /** Where transactions and snapshots are. */
  Path data() {
    return directory.resolve("data");
  }

  /** Writes what the server wants to find before its first start. */
  void install(int tickTime, int syncLimit, List<String> servers) {
    String settings =
        """
        dataDir=%s
        clientPort=%d
        clientPortAddress=127.0.0.1
        tickTime=%d
        initLimit=40
        syncLimit=%d
        maxSessionTimeout=60000
        maxClientCnxns=0
        4lw.commands.whitelist=*
        admin.enableServer=false
        forceSync=no
        preAllocSize=256
        # Who has lost its leader asks again as soon as this, and not after a minute at worst.
        fastleader.maxNotificationInterval=1000
        %s
        """
            .formatted(data(), clientPort, tickTime, syncLimit, String.join("\n", servers));
    try {
      Files.createDirectories(data());
      Files.writeString(configuration(), settings);
      identify();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, with the data that it has; does not wait for it. */
  synchronized void start() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("server " + number + " runs already");
    }
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Dorg.slf4j.simpleLogger.log.org.apache.zookeeper=warn",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ServerProcess.class.getName(),
                  configuration().toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      paused = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it stop by itself; returns once it has ended. */
  synchronized void stop() {
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
      if (paused || !process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    ended();
  }

  /** Ends it as {@code kill -9} does. */
  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      ended();
    }
  }

  /** Stops its clock, so to speak; its connections stay open. */
  synchronized void pause() {
    signal("STOP");
    paused = true;
  }

  synchronized void resume() {
    signal("CONT");
    paused = false;
  }

  /** Deletes its data. */
  synchronized void wipe() {
    if (process != null) {
      throw new IllegalStateException("server " + number + " runs");
    }
    try {
      Directories.delete(data());
      Files.createDirectories(data());
      identify();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its process is there and not paused. */
  synchronized boolean isUp() {
    return process != null && process.isAlive() && !paused;
  }

  /** What it says of itself; empty if it does not serve. */
  Optional<Status> status() {
    if (!isUp()) {
      return Optional.empty();
    }
    String answer = ask("srvr");
    Matcher mode = MODE.matcher(answer);
    Matcher zxid = ZXID.matcher(answer);
    return mode.find() && zxid.find()
        ? Optional.of(new Status(mode.group(1), Long.parseUnsignedLong(zxid.group(1), 16)))
        : Optional.empty();
  }

  /** Its answer to a four-letter word; empty if there is none in time. */
  String ask(String word) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(WORD_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort), WORD_MILLIS);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** What it has logged, for messages. */
  String logged() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void signal(String name) {
    if (process == null) {
      throw new IllegalStateException("server " + number + " is down");
    }
    Signals.send(name, process);
  }

  private void ended() {
    process.onExit().join();
    process = null;
    paused = false;
  }

  private void identify() throws IOException {
    Files.writeString(data().resolve("myid"), String.valueOf(number + 1));
  }

  private Path configuration() {
    return directory.resolve("zoo.cfg");
  }

  private Path log() {
    return directory.resolve("log");
  }
}
