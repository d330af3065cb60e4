package io.coord.examples;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.InstanceCodec;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A server that registers itself and runs until it is stopped. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Registers a server and runs until Ctrl-C.",
      "Ctrl-C deregisters it at once; after kill -9 it stays registered until its session expires."
    })
final class ServerCommand implements Callable<Integer> {

  @Parameters(paramLabel = "HOSTNAME", description = "The server's name, for example hadoop102.")
  private String hostname = "";

  @Mixin private ConnectOption connect = new ConnectOption();

  @Option(
      names = "--service",
      defaultValue = "servers",
      description = "The service to register with. Default: ${DEFAULT-VALUE}.")
  private String service = "";

  @Option(
      names = "--session-timeout",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = DurationConverter.Positive.class,
      description = "How long it stays registered after a crash. Default: ${DEFAULT-VALUE}.")
  private Duration sessionTimeout = Duration.ZERO;

  private final Console console = Console.standard();

  @Override
  public Integer call() throws InterruptedException {
    ServiceInstance self = self();
    // Plain text at the root, so that ZooKeeper's own command line can show and create such
    // servers.
    CuratorCoordination.Builder builder =
        connect
            .builder()
            .serviceRoot("/")
            .instanceCodec(InstanceCodec.plainText())
            .sessionTimeout(sessionTimeout);

    try (Coordination coordination = connect.open(builder);
        EndOfProgram end = EndOfProgram.saying(() -> goOffline(coordination))) {
      Registration registration = register(coordination, self);
      registration.subscribe((same, state) -> print(state, end));
      return end.await();
    }
  }

  private ServiceInstance self() {
    try {
      return ServiceInstance.builder(service).id(hostname).address(hostname).build();
    } catch (IllegalArgumentException e) {
      throw new UserMistake(e);
    }
  }

  private static Registration register(Coordination coordination, ServiceInstance self)
      throws InterruptedException {
    try {
      return coordination.registry().register(self);
    } catch (IllegalArgumentException e) { // "zookeeper" at the root is reserved
      throw new UserMistake(e);
    }
  }

  private void print(RegistrationState state, EndOfProgram end) {
    switch (state) {
      case REGISTERED -> {
        console.line(Console.Colour.GREEN, hostname + " is online /" + service + "/" + hostname);
        console.line(hostname + " is working ...");
      }
      case SUSPECT ->
          console.line(Console.Colour.YELLOW, hostname + " is not connected and may go offline");
      case RESTORING ->
          console.line(
              Console.Colour.YELLOW, hostname + " is offline and is being registered again");
      case REPLACED -> {
        Console.error("Another server has registered as " + hostname + " and replaces this one.");
        end.giveUp(1);
      }
      case CLOSED -> {
        // goOffline prints it
      }
    }
  }

  private void goOffline(Coordination coordination) {
    coordination.close(); // deregisters: clients need not wait for the session to expire
    console.line(hostname + " is offline");
  }
}
